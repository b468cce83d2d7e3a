// Sites: the map and, beside it, the same sites as a list that the keyboard reaches.
import { useMemo, useState } from "preact/hooks";
import type { Session, Sites as SitesAnswer, SiteProperties } from "../api";
import { Icon } from "../icons";
import { useLoad } from "../load";
import { classesFor, classOf, type ColourBy, lastVisitMs, mineralsOf, type SiteClass } from "../map/classes";
import { svgPath } from "../map/shapes";
import type { SitePoint } from "../map/site_layer";
import { SitesMap } from "../map/sites_map";
import { creditFor, Marks } from "../marks";
import { Heading, scopeName, Trouble, Waiting } from "../parts";
import { href, replace } from "../route";
import { ago, dayOf, number, pick, t, tCount, wordFor } from "../words";

import { Conflicts, PossibleDuplicates } from "./site_questions";

const kListed = 60;

interface Site extends SiteProperties {
  lat: number | null;
  lon: number | null;
}

/** By name, as people look for them: "Pit 9" before "Pit 10". */
function sitesOf(answer: SitesAnswer | null): Site[] {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return (answer?.features ?? [])
    .map(({ properties, geometry }) => ({
      ...properties,
      marks: properties.marks ?? [],
      lat: geometry?.coordinates[1] ?? null,
      lon: geometry?.coordinates[0] ?? null,
    }))
    .sort((a, b) => compare(a.label, b.label));
}

/** Small letters without accents: "Mbiké" is found by "mbike". */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
}

function creditOf(site: Site): string {
  return site.source || creditFor(site.marks);
}

function Shape({ kind }: { kind: SiteClass }) {
  const ring = kind.shape === "ring";
  return (
    <svg class={`shape ${kind.color} ${ring ? "ring" : ""}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={svgPath(kind.shape)} />
    </svg>
  );
}

function Legend({ sites, by }: { sites: Site[]; by: ColourBy }) {
  const now = Date.now();
  const counts = new Map<string, number>();
  for (const site of sites) {
    const { word } = classOf(site, by, now);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return (
    <ul class="legend" aria-label={t("sites.legend")}>
      {classesFor(by).map((kind) => (
        <li key={kind.word}>
          <Shape kind={kind} /> {t(kind.word)} <span class="muted">{number(counts.get(kind.word) ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}

function mineralsInWords(site: Site): string {
  return mineralsOf(site)
    .map((code) => wordFor("mineral", code))
    .join(", ");
}

function lastVisitInWords(site: Site): string {
  const ms = lastVisitMs(site);
  return ms === null ? t("sites.never_visited") : `${dayOf(ms)} (${ago(ms)})`;
}

interface CardProps {
  site: Site;
  country: string;
  linkedTo: string; // The label of the site that counts in its place, or "".
  close: () => void;
}

function Card({ site, country, linkedTo, close }: CardProps) {
  const credit = creditOf(site);
  const facts: [string, string][] = [
    [t("fact.scope"), country],
    [t("site.minerals"), mineralsInWords(site) || t("site.not_known")],
    [t("site.activity"), site.activity_status ? wordFor("activity", site.activity_status) : t("site.not_known")],
    [t("site.visits"), number(site.visits ?? 0)],
    [t("site.last_visit"), lastVisitInWords(site)],
  ];
  return (
    <section class="site-card" aria-live="polite">
      <h2>{site.label}</h2>
      <button type="button" class="bare close" onClick={close}>
        <Icon name="x" />
        <span class="unseen">{t("site.close")}</span>
      </button>
      {site.marks.length > 0 && (
        <p>
          <Marks marks={site.marks} />
        </p>
      )}
      {linkedTo && <p class="muted">{t("site.linked_to", { label: linkedTo })}</p>}
      <Conflicts conflicts={site.conflicts ?? []} />
      <dl class="facts">
        {facts.map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {site.lat === null && <p class="muted">{t("site.no_place")}</p>}
      <p>
        <a class="main-action" href={href("records", { scope: site.scope, site: site.id })}>
          {t("site.records")}
        </a>
      </p>
      {credit && <p class="credit">{t("credit.source", { credit })}</p>}
    </section>
  );
}

interface ListProps {
  sites: Site[];
  chosen: string | null;
  by: ColourBy;
  choose: (id: string) => void;
}

function List({ sites, chosen, by, choose }: ListProps) {
  const now = Date.now();
  const listed = sites.slice(0, kListed);
  const unplaced = sites.filter(({ lat }) => lat === null).length;
  return (
    <>
      <p class="counter" role="status" aria-live="polite">
        <strong>{tCount("sites.found", sites.length)}</strong>
        {unplaced > 0 && <span class="muted"> {tCount("sites.unplaced", unplaced)}</span>}
      </p>
      <ul class="site-list">
        {listed.map((site) => (
          <li key={site.id}>
            <button type="button" aria-pressed={site.id === chosen} onClick={() => choose(site.id)}>
              <Shape kind={classOf(site, by, now)} /> <span>{site.label}</span>
              {(site.conflicts ?? []).length > 0 && (
                <span class="state conflict">
                  <Icon name="conflict" /> {t("site.in_conflict")}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {sites.length > kListed && (
        <p class="muted">{tCount("sites.more", sites.length - kListed)}</p>
      )}
    </>
  );
}

export function Sites({ session, query }: { session: Session; query: URLSearchParams }) {
  const { data, error, loading, again } = useLoad<SitesAnswer>("/api/sites");
  const [text, setText] = useState("");
  const scope = query.get("scope") ?? "";
  const chosen = query.get("site");
  const by: ColourBy = query.get("by") === "mineral" ? "mineral" : "visit";

  const all = useMemo(() => sitesOf(data), [data]);
  const sites = useMemo(() => {
    const wanted = plain(text.trim());
    return all.filter(
      (site) => (!scope || site.scope === scope) && (!wanted || plain(site.label).includes(wanted)),
    );
  }, [all, scope, text]);
  const points = useMemo(() => {
    const now = Date.now();
    const placed: SitePoint[] = [];
    for (const site of sites) {
      if (site.lat === null || site.lon === null) continue;
      placed.push({ id: site.id, lat: site.lat, lon: site.lon, kind: classOf(site, by, now) });
    }
    return placed;
  }, [sites, by]);

  const change = (values: Record<string, string>) =>
    replace(href("sites", { scope, site: chosen ?? "", by: by === "visit" ? "" : by, ...values }));
  const choose = (id: string) => change({ site: id });
  const site = all.find(({ id }) => id === chosen);
  const labels = useMemo(() => new Map(all.map(({ id, label }) => [id, label])), [all]);
  const labelOf = (id: string) => labels.get(id) ?? id;
  const shown = useMemo(() => new Set(sites.map(({ id }) => id)), [sites]);
  const pairs = (data?.possible_duplicates ?? []).filter(({ one, other }) => shown.has(one) || shown.has(other));
  const credit = all.map(creditOf).find((one) => one !== "");

  return (
    <div class="sites-page">
      <SitesMap
        points={points}
        chosen={chosen}
        scope={scope}
        scopes={session.scopes}
        credit={credit ?? ""}
        choose={choose}
      />
      <div class="sites-side">
        <Heading text={t("page.sites")} />
        {error && <Trouble error={error} again={again} />}
        {!data && loading && <Waiting />}
        <div class="site-filters">
          <div class="filter">
            <label for="sites-scope">{t("filter.scope")}</label>
            <select id="sites-scope" value={scope} onChange={(event) => change({ scope: event.currentTarget.value, site: "" })}>
              <option value="">{t("filter.scope_all")}</option>
              {session.scopes.map((one) => (
                <option key={one.id} value={one.id}>
                  {pick(one.name)}
                </option>
              ))}
            </select>
          </div>
          <div class="filter">
            <label for="sites-by">{t("sites.by")}</label>
            <select id="sites-by" value={by} onChange={(event) => change({ by: event.currentTarget.value === "mineral" ? "mineral" : "" })}>
              <option value="visit">{t("sites.by_visit")}</option>
              <option value="mineral">{t("sites.by_mineral")}</option>
            </select>
          </div>
          <div class="filter">
            <label for="sites-text">{t("sites.search")}</label>
            <input id="sites-text" type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </div>
        </div>
        {site && (
          <Card
            site={site}
            country={scopeName(session.scopes, site.scope)}
            linkedTo={site.duplicate_of ? labelOf(site.duplicate_of) : ""}
            close={() => change({ site: "" })}
          />
        )}
        <PossibleDuplicates pairs={pairs} labelOf={labelOf} choose={choose} />
        {data && <Legend sites={sites} by={by} />}
        {data && <List sites={sites} chosen={chosen} by={by} choose={choose} />}
        {data && all.length === 0 && <p class="muted">{t("sites.none")}</p>}
      </div>
    </div>
  );
}
