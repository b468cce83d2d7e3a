// The ground of every map here: Natural Earth's country outlines drawn on a canvas. No tiles, no
// network but this server.
//
// This file and Leaflet with it are loaded only when a map is first shown.
import type { FeatureCollection, MultiPolygon, Polygon } from "geojson";
import * as L from "leaflet";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { get, type Scope } from "../api";
import { kThemeTurned, token } from "../theme";
import { t } from "../words";
import codes from "./countries.json";
import { showNames } from "./names";

declare const OUTLINES_FILE: string; // Its hashed name, put in by build.mjs.

const kFine = { smoothFactor: 0.6 }; // Borders that two countries share stay one line.

export type Outlines = FeatureCollection<Polygon | MultiPolygon>;

let outlines: Promise<Outlines> | null = null;

function loadOutlines(): Promise<Outlines> {
  outlines ??= get<Topology<{ countries: GeometryCollection }>>(`/${OUTLINES_FILE}`).then(
    (topology) => feature(topology, topology.objects.countries) as unknown as Outlines,
  );
  outlines.catch(() => (outlines = null)); // The next map asks again.
  return outlines;
}

export interface BaseMap {
  map: L.Map;
  /** Where a country lies; null until its outlines came or when there are none. */
  boundsOf(scope: string): L.LatLngBounds | null;
  ready: Promise<void>;
  remove(): void;
}

const kCodes = codes as unknown as Record<string, [number: string, alpha2: string]>;
const kAlpha2 = new Map(Object.values(kCodes));

const numberOf = (scope: string) => kCodes[scope]?.[0] ?? "";

/** `scopes`: the countries that are ours, drawn lighter than their neighbours. */
export function makeBaseMap(element: HTMLElement, scopes: Scope[]): BaseMap {
  const map = L.map(element, {
    preferCanvas: true,
    renderer: L.canvas({ padding: 0.3 }),
    attributionControl: false,
    zoomControl: false,
    minZoom: 2,
    maxZoom: 14,
    zoomSnap: 0.5,
    maxBounds: [
      [-60, -60],
      [60, 90],
    ],
  });
  L.control.zoom({ zoomInTitle: t("map.zoom_in"), zoomOutTitle: t("map.zoom_out") }).addTo(map);
  const ours = new Map(scopes.map((scope) => [numberOf(scope.id), scope.name]));
  const bounds = new Map<string, L.LatLngBounds>();
  let layer: L.GeoJSON | null = null;

  const styleOf = (one: GeoJSON.Feature | undefined): L.PathOptions => ({
    color: token(ours.has(String(one?.id)) ? "map-border" : "map-border-far"),
    weight: ours.has(String(one?.id)) ? 1.5 : 1,
    fillColor: token(ours.has(String(one?.id)) ? "map-land" : "map-land-far"),
    fillOpacity: 1,
  });
  const restyle = () => layer?.setStyle(styleOf);
  window.addEventListener(kThemeTurned, restyle);

  let gone = false;
  let takeNamesOff = () => {};
  const ready = loadOutlines().then((countries) => {
    if (gone) return;
    const oursLast = [...countries.features].sort(
      (a, b) => Number(ours.has(String(a.id))) - Number(ours.has(String(b.id))),
    );
    const drawn: Outlines = { type: "FeatureCollection", features: oursLast };
    layer = L.geoJSON(drawn, { style: styleOf, interactive: false, ...kFine }).addTo(map);
    layer.bringToBack();
    layer.eachLayer((one) => {
      const shape = one as L.Polygon & { feature: GeoJSON.Feature };
      bounds.set(String(shape.feature.id), shape.getBounds());
    });
    takeNamesOff = showNames(
      map,
      drawn.features.map((country) => ({
        country,
        code: kAlpha2.get(String(country.id)) ?? "",
        name: ours.get(String(country.id)) ?? null,
      })),
    );
  });

  return {
    map,
    ready,
    boundsOf: (scope) => bounds.get(numberOf(scope)) ?? null,
    remove: () => {
      gone = true;
      takeNamesOff();
      window.removeEventListener(kThemeTurned, restyle);
      map.remove();
    },
  };
}

/** A dot in the accent colour; `stop` ends its following of the theme. */
export function makeDot(map: L.Map, lat: number, lon: number): { stop: () => void } {
  const style = { radius: 7, weight: 2, fillOpacity: 1, interactive: false, pane: "markerPane" };
  const dot = L.circleMarker([lat, lon], style);
  const paint = () => dot.setStyle({ color: token("surface"), fillColor: token("accent") });
  paint();
  dot.addTo(map);
  window.addEventListener(kThemeTurned, paint);
  return { stop: () => window.removeEventListener(kThemeTurned, paint) };
}
