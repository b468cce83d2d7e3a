// Overview: the pilot countries side by side, as the server counts them now. Nothing is estimated.
import { useEffect } from "preact/hooks";
import type { Aside, Laptop, ScopeSummary, Session } from "../api";
import { Icon, type IconName } from "../icons";
import { useLoad } from "../load";
import { Heading, scopeName, Trouble, Waiting } from "../parts";
import { href } from "../route";
import { ago, type Key, moment, number, t, tCount, wordFor } from "../words";

const kRefreshMs = 60_000;

function Figure(props: { n: number; word: string; to: string; icon?: IconName; kind?: string }) {
  return (
    <a class={`figure ${props.kind ?? ""}`} href={props.to}>
      <span class="figure-number">{number(props.n)}</span>
      <span class="figure-word">
        {props.icon && <Icon name={props.icon} />} {props.word}
      </span>
    </a>
  );
}

function figureWord(key: string, n: number): string {
  return tCount(`figure.${key}`, n);
}

function LastSync({ laptop }: { laptop: Laptop }) {
  if (!laptop.last_sync) return <span class="muted">{t("laptop.never")}</span>;
  return (
    <time dateTime={new Date(laptop.last_sync).toISOString()} title={moment(laptop.last_sync)}>
      {ago(laptop.last_sync)}
    </time>
  );
}

function Laptops({ laptops }: { laptops: Laptop[] }) {
  const heading = (
    <h3>
      <Icon name="laptop" /> {t("overview.laptops")} <span class="muted">{number(laptops.length)}</span>
    </h3>
  );
  if (laptops.length === 0) {
    return (
      <>
        {heading}
        <p class="muted">{t("overview.no_laptops")}</p>
      </>
    );
  }
  const latestFirst = [...laptops].sort((a, b) => (b.last_sync ?? 0) - (a.last_sync ?? 0));
  const columns: Key[] = ["laptop.name", "laptop.person", "laptop.last_sync", "laptop.changes"];
  return (
    <>
      {heading}
      <table class="laptops">
        <thead>
          <tr>
            {columns.map((key) => (
              <th key={key} scope="col" class={key === "laptop.changes" ? "count" : ""}>
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {latestFirst.map((laptop) => (
            <tr key={laptop.name + laptop.person_name}>
              <td>
                {laptop.name}
                {laptop.revoked && <span class="tag">{t("laptop.revoked")}</span>}
              </td>
              <td>
                {laptop.person_name} <span class="muted">{wordFor("role", laptop.role)}</span>
              </td>
              <td>
                <LastSync laptop={laptop} />
              </td>
              <td class="count" data-word={t("laptop.changes").toLowerCase()}>
                {number(laptop.changes)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** What a rule keeps out of the records, for whoever decides about it. */
function SetAside({ aside }: { aside: Aside[] }) {
  if (aside.length === 0) return null;
  return (
    <>
      <h3>
        <Icon name="alert" /> {t("overview.aside")}
      </h3>
      <ul class="aside">
        {aside.map((one) => (
          <li key={`${one.name} ${one.rule} ${one.first}`}>
            {tCount("aside.changes", one.last - one.first + 1, { laptop: one.name, person: one.person_name })}{" "}
            {wordFor("aside", one.rule)}
          </li>
        ))}
      </ul>
    </>
  );
}

function Country({ summary, name }: { summary: ScopeSummary; name: string }) {
  const scope = summary.id;
  const records = (more: Record<string, string> = {}) => href("records", { scope, ...more });
  return (
    <section class="country" aria-labelledby={`country-${scope}`}>
      <h2 id={`country-${scope}`}>{name}</h2>
      <div class="figures">
        <Figure n={summary.records} word={figureWord("records", summary.records)} to={records()} />
        <Figure
          n={summary.drafts}
          word={figureWord("drafts", summary.drafts)}
          to={records({ stage: "draft" })}
          icon="draft"
          kind="draft"
        />
        <Figure
          n={summary.finalised}
          word={figureWord("finalised", summary.finalised)}
          to={records({ stage: "finalised" })}
          icon="finalised"
          kind="finalised"
        />
        <Figure
          n={summary.conflicts}
          word={figureWord("conflicts", summary.conflicts)}
          to={records({ conflict: "1" })}
          icon="conflict"
          kind={summary.conflicts > 0 ? "conflict" : ""}
        />
        <Figure
          n={summary.sites}
          word={figureWord("sites", summary.sites)}
          to={href("sites", { scope })}
          icon="place"
        />
      </div>
      {summary.records === 0 && <p class="muted">{t("overview.no_records")}</p>}
      <SetAside aside={summary.aside} />
      <Laptops laptops={summary.devices} />
    </section>
  );
}

export function Overview({ session }: { session: Session }) {
  const { data, error, again } = useLoad<{ scopes: ScopeSummary[] }>("/api/summary");
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") again();
    }, kRefreshMs);
    return () => clearInterval(timer);
  }, [again]);

  return (
    <div class="page">
      <Heading text={t("page.overview")} />
      {error && <Trouble error={error} again={again} />}
      {!data && !error && <Waiting />}
      {data && (
        <div class="countries">
          {data.scopes.map((summary) => (
            <Country key={summary.id} summary={summary} name={scopeName(session.scopes, summary.id)} />
          ))}
        </div>
      )}
    </div>
  );
}
