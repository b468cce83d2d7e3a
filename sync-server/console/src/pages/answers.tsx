// The answers of a record by section, as the form orders them; what is unanswered or calculated waits behind a switch.
import { useState } from "preact/hooks";
import type { Answer, Section, Sibling } from "../api";
import { Icon, type IconName } from "../icons";
import { FileAnswer, fileIn } from "./file";
import { day, moment, number, pick, t, tCount, wordFor, type Words } from "../words";

const kSensitivityIcons: Record<string, IconName> = {
  members: "members",
  restricted: "restricted",
  confidential: "confidential",
};

/** Shown at once: what a person answered. The rest (unanswered, calculated) waits behind a switch. */
function isShownAtOnce(answer: Answer): boolean {
  return answer.conflict || (!answer.computed && pick(answer.text) !== "");
}

/** "-1.77952, 28.90496 (±5 m)"; what has no latitude stands as it was sent. */
function pointWords(value: unknown, otherwise: string): string {
  const point = value as { lat?: unknown; lon?: unknown; accuracy_m?: unknown } | null;
  if (typeof point?.lat !== "number" || typeof point.lon !== "number") return otherwise;
  const place = `${point.lat.toFixed(5)}, ${point.lon.toFixed(5)}`;
  const accuracy = typeof point.accuracy_m === "number" ? Math.round(point.accuracy_m) : 0;
  return accuracy > 0 ? t("answer.point", { place, accuracy }) : place;
}

/** What was answered, in words: numbers and dates as the language writes them. */
export function textFor(type: string, value: unknown, text: Words): string {
  const words = pick(text);
  if (type === "integer" || type === "decimal") {
    const n = typeof value === "number" ? value : Number(words);
    return words !== "" && Number.isFinite(n) ? number(n) : words;
  }
  if (type === "geopoint") return pointWords(value, words);
  if (type === "date" || type === "today") return day(words);
  if (/^(dateTime|datetime|start|end)$/.test(type)) {
    const ms = Date.parse(words);
    return Number.isNaN(ms) ? words : moment(ms);
  }
  return words;
}

function Sensitivity({ of }: { of: string }) {
  const icon = kSensitivityIcons[of];
  if (!icon) return null;
  return (
    <span class="tag">
      <Icon name={icon} /> {wordFor("sensitivity", of)}
    </span>
  );
}

/** The hashes of the photos and files that the server holds. */
type Here = ReadonlySet<string>;

function OneOfSeveral({ sibling, type, shown, here }: { sibling: Sibling; type: string; shown: boolean; here: Here }) {
  const file = fileIn(sibling.value);
  return (
    <li>
      {file ? (
        <FileAnswer value={file} here={here.has(file.file)} />
      ) : (
        <p class="sibling-value">{textFor(type, sibling.value, sibling.text) || t("answer.taken_away")}</p>
      )}
      <p class="muted">
        {t("answer.written_by", {
          name: sibling.author_name || sibling.author,
          device: sibling.device_name,
          when: moment(sibling.wall_ms),
        })}
      </p>
      {shown && <p class="muted">{t("answer.shown")}</p>}
    </li>
  );
}

function AnswerRow({ answer, here }: { answer: Answer; here: Here }) {
  const file = fileIn(answer.value);
  const text = textFor(answer.type, answer.value, answer.text);
  return (
    <div class={`answer ${answer.conflict ? "in-conflict" : ""}`}>
      <dt>
        {pick(answer.label) || answer.name}
        <span class="tags">
          <Sensitivity of={answer.sensitivity} />
          {answer.computed && (
            <span class="tag">
              <Icon name="computed" /> {t("answer.computed")}
            </span>
          )}
          {answer.retired && <span class="tag">{t("answer.retired")}</span>}
        </span>
      </dt>
      <dd>
        {answer.conflict ? (
          <>
            <p class="state conflict">
              <Icon name="conflict" /> {tCount("answer.siblings", answer.siblings.length)}
            </p>
            <ul class="siblings">
              {answer.siblings.map((sibling, index) => (
                <OneOfSeveral key={index} sibling={sibling} type={answer.type} shown={index === 0} here={here} />
              ))}
            </ul>
          </>
        ) : file ? (
          <FileAnswer value={file} here={here.has(file.file)} />
        ) : text === "" ? (
          <span class="muted">{t("answer.none")}</span>
        ) : (
          text
        )}
      </dd>
    </div>
  );
}

function sectionTitle(section: Section): string {
  const label = pick(section.label) || (section.path ? section.path.split("/").pop()! : t("record.answers"));
  return section.instance === null ? label : t("record.instance", { label, n: section.instance });
}

export function Answers({ sections, filesHere }: { sections: Section[]; filesHere: string[] }) {
  const here = new Set(filesHere);
  const [all, setAll] = useState(false);
  const hidden = sections.flatMap((section) => section.answers).filter((answer) => !isShownAtOnce(answer)).length;
  const shown = sections
    .map((section) => ({ ...section, answers: all ? section.answers : section.answers.filter(isShownAtOnce) }))
    .filter((section) => section.answers.length > 0);
  return (
    <div class="answers">
      <div class="answers-head">
        <h2>{t("record.answers")}</h2>
        {hidden > 0 && (
          <label class="check">
            <input type="checkbox" checked={all} onChange={() => setAll(!all)} />
            {tCount("record.more", hidden)}
          </label>
        )}
      </div>
      {shown.length === 0 && <p class="muted">{t("record.no_answers")}</p>}
      {shown.map((section, index) => (
        <section key={`${section.path}:${section.instance ?? ""}:${index}`} class="answer-section">
          <h3>{sectionTitle(section)}</h3>
          <dl>
            {section.answers.map((answer) => (
              <AnswerRow key={answer.path} answer={answer} here={here} />
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
