// What happened to a record, latest first: who, when, on which laptop, from what to what.
import { useState } from "preact/hooks";
import type { HistoryChange, HistoryOperation } from "../api";
import { Icon } from "../icons";
import { markWord } from "../marks";
import { day, moment, pick, t, tCount, wordFor, type Words } from "../words";

const kOperationsShown = 6;
const kChangesShown = 20;
const kClockAheadMs = 10 * 60_000; // A laptop's clock this far ahead of the server's is told.

/** "Minerals:"; a question that ends in its own sign gets no second one. */
function labelled(label: string): string {
  return /[?:!.…]$/.test(label) ? label : t("history.label", { label });
}

/** Values as the answers show them; dates arrive as XForms writes them. */
function valueWords(words: Words): string {
  const text = pick(words);
  return /^\d{4}-\d\d-\d\d$/.test(text) ? day(text) : text;
}

/** What an operation is about: a mark and a review's state by their words, else as written. */
function objectWords(op: string, text: string): string {
  if (op === "mark") return markWord(text);
  if (op !== "review") return text;
  const [state = "", ...reason] = text.split(": ");
  return [wordFor("review", state), ...reason].join(": ");
}

function What({ operation }: { operation: HistoryOperation }) {
  const label = pick(operation.label) || operation.path;
  const text = valueWords(operation.text);
  if (operation.op === "put" || operation.op === "resolve" || operation.op === "attach") {
    const was = operation.was === null ? "" : valueWords(operation.was);
    return (
      <li>
        <span class="history-label">{labelled(label)}</span>{" "}
        {operation.op === "resolve" && <span class="muted">{t("history.resolved")} </span>}
        {was !== "" && (
          <>
            <span class="unseen">{t("history.from")} </span>
            <del>{was}</del> <span aria-hidden="true">→</span> <span class="unseen">{t("history.to")} </span>
          </>
        )}
        {text === "" ? <span class="muted">{t("answer.taken_away")}</span> : <ins>{text}</ins>}
      </li>
    );
  }
  const about = operation.path ? label : "";
  return (
    <li>
      {wordFor("op", operation.op)}
      {about && ` ${about}`}
      {text && ` · ${objectWords(operation.op, text)}`}
    </li>
  );
}

function Change({ change }: { change: HistoryChange }) {
  const [all, setAll] = useState(false);
  const spoken = change.operations.filter((operation) => operation.op !== "compute");
  const computed = change.operations.length - spoken.length;
  const shown = all ? spoken : spoken.slice(0, kOperationsShown);
  const more = spoken.length - shown.length;
  const received = change.received_ms || null;
  return (
    <li class="change">
      <p class="change-head">
        <strong>{change.author_name || change.author}</strong>{" "}
        <span class="muted">{wordFor("role", change.role)}</span>
      </p>
      <p class="change-when">
        <time dateTime={new Date(change.wall_ms).toISOString()}>{moment(change.wall_ms)}</time>
        {` · ${change.device_name}`}
      </p>
      {received !== null && (
        <p class="change-when muted">{t("history.received", { when: moment(received) })}</p>
      )}
      {received !== null && (change.clock_ahead_ms || change.wall_ms - received > kClockAheadMs) && (
        <p class="clock-note">
          <Icon name="alert" /> {t(change.clock_ahead_ms ? "history.clock_far_ahead" : "history.clock_ahead")}
        </p>
      )}
      <ul>
        {shown.map((operation, index) => (
          <What key={index} operation={operation} />
        ))}
        {computed > 0 && <li class="muted">{tCount("history.computed", computed)}</li>}
      </ul>
      {more > 0 && (
        <button type="button" class="bare" onClick={() => setAll(true)}>
          {tCount("history.more_answers", more)}
        </button>
      )}
    </li>
  );
}

export function HistoryFeed({ history }: { history: HistoryChange[] }) {
  const [all, setAll] = useState(false);
  const latestFirst = [...history].sort((a, b) => b.clock_ms - a.clock_ms);
  const shown = all ? latestFirst : latestFirst.slice(0, kChangesShown);
  const more = latestFirst.length - shown.length;
  return (
    <section class="side history" aria-label={t("record.history")}>
      <h2>
        <Icon name="history" /> {t("record.history")}
      </h2>
      <ol>
        {shown.map((change) => (
          <Change key={change.dot} change={change} />
        ))}
      </ol>
      {more > 0 && (
        <button type="button" onClick={() => setAll(true)}>
          {tCount("history.more_changes", more)}
        </button>
      )}
    </section>
  );
}
