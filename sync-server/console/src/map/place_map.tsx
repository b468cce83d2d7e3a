// A small map that says where one record was made.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Scope } from "../api";
import { t } from "../words";

const kZoom = 5;

interface Props {
  place: { lat: number; lon: number };
  scope: Scope | undefined;
}

export function PlaceMap({ place, scope }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let stop = () => {};
    let gone = false;
    void import("./base_map").then(
      async ({ makeBaseMap, makeDot }) => {
        if (gone || !element.current) return;
        const base = makeBaseMap(element.current, scope ? [scope] : []);
        stop = () => base.remove();
        base.map.setView([place.lat, place.lon], kZoom);
        base.map.scrollWheelZoom.disable();
        await base.ready.catch(() => setFailed(true));
        if (gone) return;
        const dot = makeDot(base.map, place.lat, place.lon);
        stop = () => {
          dot.stop();
          base.remove();
        };
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      stop();
    };
  }, [place.lat, place.lon, scope?.id]);

  return (
    <>
      <div class="place-map" ref={element} role="img" aria-label={t("map.of_place")} />
      <p class="credit">{failed ? t("map.failed") : t("map.credit")}</p>
    </>
  );
}
