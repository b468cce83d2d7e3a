// "Paper" or "Night": as the system asks, until the reader turns it; then kept in this browser.
const kRemembered = "adit.theme";

export const kThemeTurned = "adit:theme";

type Theme = "paper" | "night";

function systemTheme(): Theme {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "paper";
}

function remembered(): Theme | null {
  try {
    const kept = localStorage.getItem(kRemembered);
    return kept === "paper" || kept === "night" ? kept : null;
  } catch {
    return null;
  }
}

function show(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
  window.dispatchEvent(new Event(kThemeTurned));
}

export function startTheme(): void {
  show(remembered() ?? systemTheme());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (!remembered()) show(systemTheme());
  });
}

export function turnTheme(): void {
  const next: Theme = document.documentElement.dataset["theme"] === "night" ? "paper" : "night";
  try {
    localStorage.setItem(kRemembered, next);
  } catch {
    // Then it holds until the page is left.
  }
  show(next);
}

/** What a token of tokens.css is now, for what is drawn on a canvas. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
