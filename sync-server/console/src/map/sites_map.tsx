// The map of the sites: draws what it is given, tells which site was chosen.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Scope } from "../api";
import { kThemeTurned } from "../theme";
import { t } from "../words";
import type { BaseMap } from "./base_map";
import type { SiteLayer, SitePoint } from "./site_layer";

const kCrowd = 6; // More sites than this under one click, far out: come nearer instead of guessing.
const kNearZoom = 9;
const kSiteZoom = 8; // At least as near, for a site that was chosen in the list or by its address.

interface Props {
  points: SitePoint[];
  chosen: string | null;
  scope: string; // The country to look at, or "" for all of ours.
  scopes: Scope[];
  credit: string; // Of the sources of the sites, or "".
  choose: (id: string) => void;
}

interface Made {
  base: BaseMap;
  layer: SiteLayer;
}

function lookAt(base: BaseMap, scopes: string[]): void {
  const all = scopes.map((scope) => base.boundsOf(scope)).filter((bounds) => bounds !== null);
  const [first, ...others] = all;
  if (!first) return;
  let bounds = first;
  for (const other of others) bounds = bounds.pad(0).extend(other);
  base.map.fitBounds(bounds, { padding: [16, 16], animate: false });
}

export function SitesMap({ points, chosen, scope, scopes, credit, choose }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const [made, setMade] = useState<Made | null>(null);
  const [failed, setFailed] = useState(false);
  const clicked = useRef(""); // Chosen on the map itself: then the map stays where it is.
  const chooseNow = useRef(choose);
  chooseNow.current = choose;

  useEffect(() => {
    let base: BaseMap | null = null;
    let gone = false;
    const start = async () => {
      const [{ makeBaseMap }, { SiteLayer: Layer }] = await Promise.all([
        import("./base_map"),
        import("./site_layer"),
      ]);
      if (gone || !element.current) return;
      const own = (base = makeBaseMap(element.current, scopes));
      own.map.setView([0, 15], 3, { animate: false });
      const layer = new Layer();
      layer.addTo(own.map);
      own.map.on("click", (event) => {
        const near = layer.near(event.latlng);
        const zoom = own.map.getZoom();
        if (near.length > kCrowd && zoom < kNearZoom) own.map.setView(event.latlng, zoom + 2);
        else if (near[0]) {
          clicked.current = near[0].id;
          chooseNow.current(near[0].id);
        }
      });
      await own.ready.catch(() => setFailed(true));
      if (!gone) setMade({ base: own, layer });
    };
    start().catch(() => setFailed(true));
    return () => {
      gone = true;
      base?.remove();
    };
  }, []);

  useEffect(() => {
    if (made) lookAt(made.base, scope ? [scope] : scopes.map(({ id }) => id));
  }, [made, scope]);

  useEffect(() => {
    if (!made) return undefined;
    made.layer.show(points, chosen);
    const repaint = () => made.layer.draw();
    window.addEventListener(kThemeTurned, repaint);
    return () => window.removeEventListener(kThemeTurned, repaint);
  }, [made, points, chosen]);

  useEffect(() => {
    const point = points.find(({ id }) => id === chosen);
    if (!made || !point || clicked.current === chosen) return;
    clicked.current = "";
    const map = made.base.map;
    if (map.getZoom() < kSiteZoom) map.setView([point.lat, point.lon], kSiteZoom);
    else if (!map.getBounds().contains([point.lat, point.lon])) map.panTo([point.lat, point.lon]);
  }, [made, chosen]);

  return (
    <div class="sites-map-frame">
      <div class="sites-map" ref={element} role="application" aria-label={t("map.of_sites")} />
      <p class="credit">
        {failed ? t("map.failed") : t("map.credit")}
        {credit && ` · ${t("map.sites_credit", { credit })}`}
      </p>
    </div>
  );
}
