// Records: both countries in one table, filtered, sorted and paged by the server.
import { useEffect, useRef } from "preact/hooks";
import type { Form, RecordPage, RecordSummary, Session } from "../api";
import { exportPath, type Filter, filtersOf, kPageRows, listOf, pageOf, recordsPath, type Sort, sortOf } from "../filters";
import { Icon } from "../icons";
import { useLoad } from "../load";
import { creditFor, Marks, States } from "../marks";
import { Heading, scopeName, Trouble, Waiting } from "../parts";
import { href, replace } from "../route";
import { ago, day, type Key, moment, pick, t, tCount } from "../words";
import { FilterBar } from "./filter_bar";

interface RowProps {
  record: RecordSummary;
  to: string;
  formTitle: string;
  country: string;
}

function Row({ record, to, formTitle, country }: RowProps) {
  return (
    <tr class={record.deleted ? "gone" : ""}>
      <td data-word={t("column.state")}>
        <States record={record} />
      </td>
      <th scope="row" class="title">
        <a href={to}>{record.title.trim() || t("record.untitled")}</a>
        {record.marks.length > 0 && (
          <span class="marks">
            <Marks marks={record.marks} />
          </span>
        )}
      </th>
      <td data-word={t("column.form")}>{formTitle}</td>
      <td data-word={t("column.scope")} title={country}>
        <span class="code" aria-hidden="true">
          {record.scope}
        </span>
        <span class="name">{country}</span>
      </td>
      <td data-word={t("column.site")} class="site">
        {record.site?.label ?? ""}
      </td>
      <td data-word={t("column.date")} class="date">
        {day(record.date)}
      </td>
      <td data-word={t("column.changed")} class="date">
        <time dateTime={new Date(record.changed_ms).toISOString()} title={moment(record.changed_ms)}>
          {ago(record.changed_ms)}
        </time>
      </td>
      <td data-word={t("column.author")}>{record.author_name || record.author}</td>
    </tr>
  );
}

interface ColumnProps {
  word: Key;
  sort?: Sort;
  query: URLSearchParams;
}

/** A heading; one that sorts is a link, since the sort is part of the address. */
function Column({ word, sort, query }: ColumnProps) {
  if (!sort) return <th scope="col">{t(word)}</th>;
  const active = sortOf(query) === sort;
  const direction = sort === "title" ? "ascending" : "descending";
  const sorted = filtersOf(query);
  if (sort !== "changed") sorted.set("sort", sort);
  return (
    <th scope="col" aria-sort={active ? direction : "none"}>
      <a class={active ? "sort active" : "sort"} href={href("records", sorted)}>
        {t(word)} <Icon name={active ? (sort === "title" ? "up" : "down") : "sort"} />
      </a>
    </th>
  );
}

function Pages({ query, total }: { query: URLSearchParams; total: number }) {
  const last = Math.max(1, Math.ceil(total / kPageRows));
  const page = Math.min(pageOf(query), last);
  if (last === 1) return null;
  const to = (wanted: number) => {
    const list = listOf(query);
    if (wanted > 1) list.set("page", String(wanted));
    return href("records", list);
  };
  const step = (wanted: number, word: string, icon: "back" | "forward") =>
    wanted < 1 || wanted > last ? (
      <span class="step" aria-disabled="true">
        <Icon name={icon} /> {word}
      </span>
    ) : (
      <a class="step" href={to(wanted)}>
        <Icon name={icon} /> {word}
      </a>
    );
  return (
    <nav class="pages" aria-label={t("records.pages")}>
      {step(page - 1, t("records.previous"), "back")}
      <span>{t("records.page_of", { page, last })}</span>
      {step(page + 1, t("records.next"), "forward")}
    </nav>
  );
}

function Downloads({ query, total }: { query: URLSearchParams; total: number }) {
  if (total === 0) return null;
  return (
    <div class="downloads" role="group" aria-label={tCount("records.download", total)}>
      <a class="step" href={exportPath(query, "csv")} download>
        <Icon name="download" /> CSV
      </a>
      <a class="step" href={exportPath(query, "geojson")} download>
        <Icon name="download" /> GeoJSON
      </a>
    </div>
  );
}

/** Up and down go from row to row, when a row's link has the focus. */
function followArrows(event: KeyboardEvent) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = (event.target as HTMLElement).closest("tbody tr");
  if (!row) return;
  const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
  const link = next?.querySelector<HTMLElement>("th a");
  if (!link) return;
  event.preventDefault();
  link.focus();
}

interface TableProps {
  found: RecordPage;
  forms: Form[];
  session: Session;
  query: URLSearchParams;
  offset: number;
  stale: boolean;
}

function Table({ found, forms, session, query, offset, stale }: TableProps) {
  const titles = new Map(forms.map((form) => [form.id, pick(form.title)]));
  return (
    <table class={`records ${stale ? "stale" : ""}`} onKeyDown={followArrows}>
      <caption class="unseen">{t("page.records")}</caption>
      <thead>
        <tr>
          <Column word="column.state" query={query} />
          <Column word="column.record" sort="title" query={query} />
          <Column word="column.form" query={query} />
          <Column word="column.scope" query={query} />
          <Column word="column.site" query={query} />
          <Column word="column.date" sort="date" query={query} />
          <Column word="column.changed" sort="changed" query={query} />
          <Column word="column.author" query={query} />
        </tr>
      </thead>
      <tbody>
        {found.records.map((record, index) => {
          const list = listOf(query);
          list.set("at", String(offset + index));
          return (
            <Row
              key={record.id}
              record={record}
              to={href(`record/${encodeURIComponent(record.id)}`, list)}
              formTitle={titles.get(record.form) || record.form}
              country={scopeName(session.scopes, record.scope)}
            />
          );
        })}
      </tbody>
    </table>
  );
}

function Counter({ query, found, offset }: { query: URLSearchParams; found: RecordPage; offset: number }) {
  const words = tCount("records.found", found.total);
  const shown = found.records.length;
  const range = shown > 0 && shown < found.total;
  return (
    <p class="counter" role="status" aria-live="polite">
      <strong>{words}</strong>
      {[...filtersOf(query).keys()].length > 0 && ` ${t("records.filtered")}`}
      {range && <span class="muted"> {t("records.range", { from: offset + 1, to: offset + shown })}</span>}
    </p>
  );
}

function Found(props: Omit<TableProps, "offset" | "stale"> & { loading: boolean; clear: () => void }) {
  const { found, query, clear } = props;
  const offset = (pageOf(query) - 1) * kPageRows;
  if (found.total === 0) {
    const filtered = [...filtersOf(query).keys()].length > 0;
    return (
      <div class="nothing">
        <p>{t(filtered ? "records.none_filtered" : "records.none")}</p>
        {filtered && (
          <button type="button" onClick={clear}>
            {t("filter.clear")}
          </button>
        )}
      </div>
    );
  }
  const credit = creditFor(found.records.flatMap((record) => record.marks));
  return (
    <>
      <Table {...props} offset={offset} stale={props.loading} />
      <Pages query={query} total={found.total} />
      {credit && <p class="credit">{t("credit.sources", { credit })}</p>}
    </>
  );
}

export function Records({ session, query }: { session: Session; query: URLSearchParams }) {
  const offset = (pageOf(query) - 1) * kPageRows;
  const forms = useLoad<Form[]>("/api/forms");
  const { data, error, loading, again } = useLoad<RecordPage>(recordsPath(query, offset, kPageRows));
  const page = useRef(pageOf(query));

  useEffect(() => {
    if (page.current !== pageOf(query)) window.scrollTo(0, 0);
    page.current = pageOf(query);
  }, [query]);

  const change = (filter: Filter, value: string) => {
    const list = listOf(query);
    if (value) list.set(filter, value);
    else list.delete(filter);
    replace(href("records", list));
  };
  const clear = () => replace(href("records", sortOf(query) === "changed" ? {} : { sort: sortOf(query) }));
  const site = query.get("site");
  const siteLabel = data?.records.find((record) => record.site?.id === site)?.site?.label ?? site;

  return (
    <div class="page wide">
      <div class="page-head">
        <Heading text={t("page.records")} />
        {data && <Counter query={query} found={data} offset={offset} />}
        {data && <Downloads query={query} total={data.total} />}
      </div>
      <FilterBar query={query} scopes={session.scopes} forms={latestForms(forms.data)} change={change} clear={clear} />
      {site && (
        <p class="chosen-site">
          <Icon name="place" /> {t("records.of_site", { site: siteLabel ?? "" })}
          <button type="button" class="bare" onClick={() => change("site", "")}>
            <Icon name="x" /> {t("records.all_sites")}
          </button>
        </p>
      )}
      {error && <Trouble error={error} again={again} />}
      {!data && loading && <Waiting />}
      {data && !error && (
        <Found
          found={data}
          forms={forms.data ?? []}
          session={session}
          query={query}
          loading={loading}
          clear={clear}
        />
      )}
    </div>
  );
}

/** One choice a form, named as its latest version is. */
function latestForms(forms: Form[] | null): Form[] {
  const latest = new Map<string, Form>();
  for (const form of forms ?? []) {
    const before = latest.get(form.id);
    if (!before || before.version <= form.version) latest.set(form.id, form);
  }
  return [...latest.values()].sort((a, b) => pick(a.title).localeCompare(pick(b.title)));
}
