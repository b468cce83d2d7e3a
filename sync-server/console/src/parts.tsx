// Small parts that every page uses: its heading, what went wrong, and waiting.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ApiError, Scope } from "./api";
import { Icon } from "./icons";
import { pick, t } from "./words";

/** The heading of a page: names the tab, and takes the focus when the page opens. */
export function Heading({ text, children }: { text: string; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  useEffect(() => {
    document.title = `${text} – Adit`;
  }, [text]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {text}
      {children}
    </h1>
  );
}

function sentenceFor(status: number): string {
  if (status === 0) return t("trouble.nobody_answered");
  if (status === 403) return t("trouble.not_allowed");
  if (status === 404) return t("trouble.not_there");
  if (status === 429) return t("trouble.too_often");
  if (status === 503) return t("trouble.busy");
  return t("trouble.other");
}

/** What went wrong and what to do: our words, then the server's own sentence. */
export function Trouble({ error, again }: { error: ApiError; again?: () => void }) {
  return (
    <div class="trouble" role="alert">
      <Icon name="alert" />
      <div>
        <p>{sentenceFor(error.status)}</p>
        {error.message && (
          <p class="muted" lang="en">
            {error.message}
          </p>
        )}
        {again && (
          <button type="button" onClick={again}>
            <Icon name="refresh" /> {t("trouble.again")}
          </button>
        )}
      </div>
    </div>
  );
}

export function Waiting() {
  return (
    <p class="waiting" role="status">
      {t("frame.waiting")}
    </p>
  );
}

export function scopeName(scopes: Scope[], id: string): string {
  const scope = scopes.find((one) => one.id === id);
  return scope ? pick(scope.name) : id;
}
