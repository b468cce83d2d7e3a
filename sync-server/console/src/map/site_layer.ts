// All sites as one canvas layer: thousands of points redraw within a frame, at every zoom.
//
// Far out the points are small and see-through, so that many sites together read as density; near
// by they are large, outlined and easy to hit. The chosen site is drawn last, with a halo.
import * as L from "leaflet";
import { token } from "../theme";
import type { SiteClass } from "./classes";
import { trace } from "./shapes";

export interface SitePoint {
  id: string;
  lat: number;
  lon: number;
  kind: SiteClass;
}

const kHitPixels = 12;

function radiusAt(zoom: number): number {
  if (zoom < 5) return 2.5;
  if (zoom < 7) return 3.5;
  if (zoom < 9) return 5;
  return 7;
}

export class SiteLayer extends L.Layer {
  private canvas: HTMLCanvasElement | null = null;
  private points: SitePoint[] = [];
  private chosen: string | null = null;

  show(points: SitePoint[], chosen: string | null): void {
    this.points = points;
    this.chosen = chosen;
    this.draw();
  }

  override onAdd(map: L.Map): this {
    this.canvas = L.DomUtil.create("canvas", "site-layer", map.getPanes().markerPane);
    this.canvas.setAttribute("aria-hidden", "true");
    map.on("moveend zoomend resize", this.draw, this);
    map.on("zoomstart", this.hide, this);
    this.draw();
    return this;
  }

  override onRemove(map: L.Map): this {
    map.off("moveend zoomend resize", this.draw, this);
    map.off("zoomstart", this.hide, this);
    this.canvas?.remove();
    this.canvas = null;
    return this;
  }

  /** The points within reach of a click, the nearest first. */
  near(place: L.LatLng): SitePoint[] {
    const at = this._map.latLngToContainerPoint(place);
    return this.points
      .map((point) => ({ point, away: this.placeOf(point).distanceTo(at) }))
      .filter(({ away }) => away <= kHitPixels)
      .sort((a, b) => a.away - b.away)
      .map(({ point }) => point);
  }

  private placeOf(point: SitePoint): L.Point {
    return this._map.latLngToContainerPoint([point.lat, point.lon]);
  }

  private hide(): void {
    if (this.canvas) this.canvas.style.visibility = "hidden";
  }

  draw(): void {
    const context = this.canvas?.getContext("2d");
    if (!this.canvas || !context || !this._map) return;
    const size = this._map.getSize();
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = size.x * ratio;
    this.canvas.height = size.y * ratio;
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    this.canvas.style.visibility = "visible";
    L.DomUtil.setPosition(this.canvas, this._map.containerPointToLayerPoint([0, 0]));
    context.scale(ratio, ratio);
    this.drawPoints(context, size);
  }

  private drawPoints(context: CanvasRenderingContext2D, size: L.Point): void {
    const zoom = this._map.getZoom();
    const radius = radiusAt(zoom);
    const near = zoom >= 7;
    const edge = token("surface");
    const colors = new Map<string, string>();
    const colorOf = (name: string) => {
      if (!colors.has(name)) colors.set(name, token(name));
      return colors.get(name)!;
    };
    for (const point of this.points) {
      const { x, y } = this.placeOf(point);
      if (x < -radius || y < -radius || x > size.x + radius || y > size.y + radius) continue;
      trace(context, point.kind.shape, x, y, radius);
      context.globalAlpha = near ? 0.95 : 0.75;
      if (point.kind.shape === "ring") {
        context.strokeStyle = colorOf(point.kind.color);
        context.lineWidth = near ? 2 : 1.2;
        context.stroke();
        continue;
      }
      context.fillStyle = colorOf(point.kind.color);
      context.fill();
      if (near) {
        context.strokeStyle = edge;
        context.lineWidth = 1;
        context.stroke();
      }
    }
    context.globalAlpha = 1;
    this.drawChosen(context, Math.max(radius, 5));
  }

  private drawChosen(context: CanvasRenderingContext2D, radius: number): void {
    const point = this.points.find(({ id }) => id === this.chosen);
    if (!point) return;
    const { x, y } = this.placeOf(point);
    trace(context, "circle", x, y, radius + 5);
    context.fillStyle = token("surface");
    context.fill();
    context.strokeStyle = token("text");
    context.lineWidth = 2;
    context.stroke();
    trace(context, point.kind.shape, x, y, radius);
    context.fillStyle = token(point.kind.color);
    context.fill();
  }
}
