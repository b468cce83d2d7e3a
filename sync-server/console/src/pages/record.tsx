// One record: its answers on the left, where it is and what happened to it on the right.
import type { FullRecord, RecordPage, Scope, Session } from "../api";
import { kPageRows, listOf, recordsPath } from "../filters";
import { Icon } from "../icons";
import { useLoad } from "../load";
import { PlaceMap } from "../map/place_map";
import { creditFor, markIcon, Marks, markWord, States } from "../marks";
import { Heading, scopeName, Trouble, Waiting } from "../parts";
import { href } from "../route";
import { day, dayOf, moment, pick, t, tCount } from "../words";
import { Answers } from "./answers";
import { HistoryFeed } from "./history";

const kWarningMarks = ["training", "sample"];

function Banners({ record }: { record: FullRecord }) {
  const credit = record.credit || creditFor(record.marks);
  return (
    <>
      {record.deleted && (
        <p class="banner deleted">
          <Icon name="deleted" /> {t("banner.deleted")}
        </p>
      )}
      {record.marks
        .filter((mark) => kWarningMarks.includes(mark))
        .map((mark) => (
          <p class="banner" key={mark}>
            <Icon name={markIcon(mark)} /> {t(mark === "training" ? "banner.training" : "banner.sample")}
          </p>
        ))}
      {record.marks
        .filter((mark) => mark.startsWith("imported:"))
        .map((mark) => (
          <p class="banner quiet" key={mark}>
            <Icon name={markIcon(mark)} />{" "}
            {credit ? t("banner.imported_credit", { mark: markWord(mark), credit }) : markWord(mark)}
          </p>
        ))}
    </>
  );
}

/** Two edits that were each valid can break a rule together: which one, in the form's own words. */
function InvalidAfterMerge({ record }: { record: FullRecord }) {
  const invalid = record.invalid ?? [];
  if (invalid.length === 0) return null;
  return (
    <div class="banner conflict invalid" role="note">
      <p>
        <Icon name="alert" /> {tCount("record.invalid", invalid.length)}
      </p>
      <ul>
        {invalid.map((one) => (
          <li key={one.path}>
            <strong>{pick(one.label) || one.path}</strong> {pick(one.message)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Where this record stands in the list that the reader came from, and the way to its neighbours. */
function Neighbours({ id, query }: { id: string; query: URLSearchParams }) {
  const at = Number(query.get("at") ?? "-1");
  const known = Number.isInteger(at) && at >= 0;
  const from = Math.max(0, at - 1);
  const { data } = useLoad<RecordPage>(known ? recordsPath(query, from, at - from + 2) : null);

  const back = listOf(query);
  if (known && at >= kPageRows) back.set("page", String(Math.floor(at / kPageRows) + 1));
  const index = data ? data.records.findIndex((record) => record.id === id) : -1;
  const step = (offset: -1 | 1, word: string, icon: "back" | "forward") => {
    const record = index < 0 ? undefined : data?.records[index + offset];
    if (!record) {
      return (
        <span class="step" aria-disabled="true">
          <Icon name={icon} /> {word}
        </span>
      );
    }
    const list = listOf(query);
    list.set("at", String(from + index + offset));
    return (
      <a class="step" rel={offset < 0 ? "prev" : "next"} href={href(`record/${encodeURIComponent(record.id)}`, list)}>
        <Icon name={icon} /> {word}
      </a>
    );
  };
  return (
    <nav class="neighbours" aria-label={t("record.neighbours")}>
      <a class="step" href={href("records", back)}>
        <Icon name="records" /> {t("record.back")}
      </a>
      {index >= 0 && data && (
        <span class="neighbour-steps">
          {step(-1, t("record.previous"), "back")}
          <span class="position">{t("record.position", { n: from + index + 1, total: data.total })}</span>
          {step(1, t("record.next"), "forward")}
        </span>
      )}
    </nav>
  );
}

function Facts({ record, session, formTitle }: { record: FullRecord; session: Session; formTitle: string }) {
  const facts: [string, string][] = [
    [t("fact.form"), `${formTitle} · ${t("fact.version", { version: record.form_version })}`],
    [t("fact.scope"), scopeName(session.scopes, record.scope)],
    [t("fact.author"), record.author_name || record.author],
    [t("fact.device"), record.device],
    [t("fact.created"), dayOf(record.created_ms)],
    [t("fact.changed"), moment(record.changed_ms)],
  ];
  if (record.date) facts.splice(2, 0, [t("fact.date"), day(record.date)]);
  return (
    <dl class="facts">
      {facts.map(([word, value]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {record.site && (
        <div>
          <dt>{t("fact.site")}</dt>
          <dd>
            <a href={href("sites", { scope: record.scope, site: record.site.id })}>{record.site.label}</a>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Place({ place, scope }: { place: { lat: number; lon: number }; scope: Scope | undefined }) {
  return (
    <section class="side" aria-label={t("record.place")}>
      <h2>
        <Icon name="place" /> {t("record.place")}
      </h2>
      <PlaceMap place={place} scope={scope} />
      <p class="muted coordinates">
        {place.lat.toFixed(5)}, {place.lon.toFixed(5)}
      </p>
    </section>
  );
}

interface ShownProps {
  record: FullRecord;
  session: Session;
  forms: { id: string; title: { en?: string; fr?: string } }[];
}

function Shown({ record, session, forms }: ShownProps) {
  const form = forms.find((one) => one.id === record.form);
  const conflicts = record.sections.flatMap((part) => part.answers).filter((answer) => answer.conflict).length;
  return (
    <>
      <div class="record-head">
        <Heading text={record.title.trim() || t("record.untitled")} />
        <p class="record-states">
          <States record={record} /> <Marks marks={record.marks} />
        </p>
        <Facts record={record} session={session} formTitle={pick(form?.title) || record.form} />
      </div>
      <Banners record={record} />
      {conflicts > 0 && (
        <p class="banner conflict">
          <Icon name="conflict" /> {tCount("record.conflicts", conflicts)}
        </p>
      )}
      <InvalidAfterMerge record={record} />
      <div class="record-columns">
        <Answers sections={record.sections} filesHere={record.files_here ?? []} />
        <div class="record-side">
          {record.place && <Place place={record.place} scope={session.scopes.find(({ id }) => id === record.scope)} />}
          <HistoryFeed history={record.history} />
        </div>
      </div>
    </>
  );
}

export function RecordView({ session, id, query }: { session: Session; id: string; query: URLSearchParams }) {
  const { data, error, loading, again } = useLoad<FullRecord>(`/api/records/${encodeURIComponent(id)}`);
  const forms = useLoad<ShownProps["forms"]>("/api/forms");
  return (
    <div class="page wide record-page">
      <Neighbours id={id} query={query} />
      {error && <Trouble error={error} again={again} />}
      {!data && loading && <Waiting />}
      {data && !error && <Shown record={data} session={session} forms={forms.data ?? []} />}
    </div>
  );
}
