// The filters above the records; every choice is at once in the address.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Form, Scope } from "../api";
import { type Filter, filtersOf } from "../filters";
import { Icon } from "../icons";
import { markWord } from "../marks";
import { pick, t, wordFor } from "../words";

const kTypingPauseMs = 250;
const kMarks = ["training", "sample", "imported:ipis", "recovered"];

interface Props {
  query: URLSearchParams;
  scopes: Scope[];
  forms: Form[];
  change: (filter: Filter, value: string) => void;
  clear: () => void;
}

interface ChoiceProps {
  id: Filter;
  label: string;
  all: string;
  value: string;
  choices: { value: string; word: string }[];
  change: Props["change"];
}

function Choice({ id, label, all, value, choices, change }: ChoiceProps) {
  const known = value === "" || choices.some((choice) => choice.value === value);
  return (
    <div class="filter">
      <label for={`filter-${id}`}>{label}</label>
      <select id={`filter-${id}`} value={value} onChange={(event) => change(id, event.currentTarget.value)}>
        <option value="">{all}</option>
        {!known && <option value={value}>{value}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.word}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Text search: asked when typing pauses, at once with Enter. */
function Search({ value, change }: { value: string; change: Props["change"] }) {
  const [typed, setTyped] = useState(value);
  const timer = useRef(0);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const ask = (text: string, wait: number) => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => change("q", text), wait);
  };
  return (
    <div class="filter search">
      <label for="filter-q">{t("filter.q")}</label>
      <div class="search-box">
        <Icon name="search" />
        <input
          id="filter-q"
          type="search"
          value={typed}
          placeholder={t("filter.q_hint")}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            ask(event.currentTarget.value, kTypingPauseMs);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") ask(event.currentTarget.value, 0);
          }}
        />
      </div>
    </div>
  );
}

function Day({ id, query, change }: { id: "from" | "to"; query: URLSearchParams; change: Props["change"] }) {
  return (
    <div class="filter day">
      <label for={`filter-${id}`}>{t(`filter.${id}`)}</label>
      <input
        id={`filter-${id}`}
        type="date"
        value={query.get(id) ?? ""}
        onChange={(event) => change(id, event.currentTarget.value)}
      />
    </div>
  );
}

export function FilterBar({ query, scopes, forms, change, clear }: Props) {
  const [open, setOpen] = useState(false);
  const set = (name: Filter) => query.get(name) ?? "";
  const used = [...filtersOf(query).keys()].length;
  return (
    <form class="filters" role="search" aria-label={t("filter.all")} onSubmit={(event) => event.preventDefault()}>
      <Search value={set("q")} change={change} />
      <button
        type="button"
        class="filters-open"
        aria-expanded={open}
        aria-controls="filters-more"
        onClick={() => setOpen(!open)}
      >
        <Icon name="filters" /> {t("filter.all")}
        {used > 0 && ` (${used})`}
      </button>
      <div id="filters-more" class={`filters-more ${open ? "open" : ""}`}>
        <Choice
          id="scope"
          label={t("filter.scope")}
          all={t("filter.scope_all")}
          value={set("scope")}
          choices={scopes.map((scope) => ({ value: scope.id, word: pick(scope.name) }))}
          change={change}
        />
        <Choice
          id="form"
          label={t("filter.form")}
          all={t("filter.form_all")}
          value={set("form")}
          choices={forms.map((form) => ({ value: form.id, word: pick(form.title) || form.id }))}
          change={change}
        />
        <Choice
          id="stage"
          label={t("filter.stage")}
          all={t("filter.stage_all")}
          value={set("stage")}
          choices={["draft", "finalised"].map((stage) => ({ value: stage, word: wordFor("stage", stage) }))}
          change={change}
        />
        <Choice
          id="mark"
          label={t("filter.mark")}
          all={t("filter.mark_all")}
          value={set("mark")}
          choices={kMarks.map((mark) => ({ value: mark, word: markWord(mark) }))}
          change={change}
        />
        <Day id="from" query={query} change={change} />
        <Day id="to" query={query} change={change} />
        <label class="check">
          <input
            type="checkbox"
            checked={set("conflict") === "1"}
            onChange={(event) => change("conflict", event.currentTarget.checked ? "1" : "")}
          />
          <Icon name="conflict" /> {t("filter.conflict")}
        </label>
        {used > 0 && (
          <button type="button" class="bare clear" onClick={clear}>
            <Icon name="x" /> {t("filter.clear")}
          </button>
        )}
      </div>
    </form>
  );
}
