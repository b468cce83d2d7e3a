// The names of the countries on the map, in the reader's language; far out and near by they step
// back, so that they never cover the sites.
import type { Feature, MultiPolygon, Polygon, Position } from "geojson";
import * as L from "leaflet";
import { currentLanguage, kLanguageTurned, pick, type Words } from "../words";

const kNamedFrom = 4; // Zooms between which the names are shown.
const kNamedTo = 7;

function areaOf(ring: Position[]): number {
  let twice = 0;
  for (let i = 1; i < ring.length; ++i) {
    const [x0 = 0, y0 = 0] = ring[i - 1]!;
    const [x1 = 0, y1 = 0] = ring[i]!;
    twice += x0 * y1 - x1 * y0;
  }
  return twice / 2;
}

/** The middle of the largest piece of a country: its centre of gravity. */
function middleOf(shape: Polygon | MultiPolygon): L.LatLngTuple {
  const pieces = shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
  const rings = pieces.map((piece) => piece[0]!);
  const largest = rings.reduce((a, b) => (Math.abs(areaOf(a)) >= Math.abs(areaOf(b)) ? a : b));
  let x = 0;
  let y = 0;
  for (let i = 1; i < largest.length; ++i) {
    const [x0 = 0, y0 = 0] = largest[i - 1]!;
    const [x1 = 0, y1 = 0] = largest[i]!;
    const weight = x0 * y1 - x1 * y0;
    x += (x0 + x1) * weight;
    y += (y0 + y1) * weight;
  }
  const area = areaOf(largest);
  return [y / (6 * area), x / (6 * area)];
}

export interface Named {
  country: Feature<Polygon | MultiPolygon>;
  code: string; // ISO 3166-1 alpha-2, as the browser's own list of names wants it.
  name: Words | null; // What the programme calls it, when it is one of ours.
}

/** Shows the names on this map; the answer takes them off again. */
export function showNames(map: L.Map, countries: Named[]): () => void {
  const names = L.layerGroup();
  const write = () => {
    names.clearLayers();
    const named = new Intl.DisplayNames([currentLanguage()], { type: "region" });
    for (const { country, code, name } of countries) {
      const text = document.createElement("span");
      text.textContent = pick(name) || (named.of(code) ?? code);
      const icon = L.divIcon({ className: name ? "country-name ours" : "country-name", html: text, iconSize: [120, 0] });
      L.marker(middleOf(country.geometry), { icon, interactive: false, keyboard: false, pane: "shadowPane" }).addTo(names);
    }
  };
  const follow = () => {
    const shown = map.getZoom() >= kNamedFrom && map.getZoom() <= kNamedTo;
    if (shown) names.addTo(map);
    else names.remove();
  };
  write();
  follow();
  map.on("zoomend", follow);
  window.addEventListener(kLanguageTurned, write);
  return () => window.removeEventListener(kLanguageTurned, write);
}
