// The shapes of the classes, on the map's canvas and, as the same paths, in the legend.
import type { Shape } from "./classes";

/** Corner points of a shape of this radius around (0, 0); a circle and a ring have none. */
export function cornersOf(shape: Shape, radius: number): [number, number][] {
  const r = radius;
  switch (shape) {
    case "square":
      return [[-r, -r], [r, -r], [r, r], [-r, r]].map(([x, y]) => [x! * 0.85, y! * 0.85]);
    case "triangle":
      return [[0, -r * 1.15], [r * 1.05, r * 0.75], [-r * 1.05, r * 0.75]];
    case "diamond":
      return [[0, -r * 1.2], [r * 1.2, 0], [0, r * 1.2], [-r * 1.2, 0]];
    case "cross": {
      const a = r * 0.4;
      return [[-a, -r], [a, -r], [a, -a], [r, -a], [r, a], [a, a], [a, r], [-a, r], [-a, a], [-r, a], [-r, -a], [-a, -a]];
    }
    default:
      return [];
  }
}

export function trace(canvas: CanvasRenderingContext2D, shape: Shape, x: number, y: number, radius: number): void {
  canvas.beginPath();
  const corners = cornersOf(shape, radius);
  if (corners.length === 0) {
    canvas.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  for (const [dx, dy] of corners) canvas.lineTo(x + dx, y + dy);
  canvas.closePath();
}

/** The path of the shape for an SVG of 16 by 16. */
export function svgPath(shape: Shape): string {
  const corners = cornersOf(shape, 5);
  if (corners.length === 0) return "M8 3 a5 5 0 1 0 0.01 0 Z";
  return `M${corners.map(([x, y]) => `${(8 + x).toFixed(2)} ${(8 + y).toFixed(2)}`).join(" L")} Z`;
}
