// What a record is, always as an icon and a word: its stage, its review, conflicts and marks.
import type { RecordSummary } from "./api";
import { Icon, type IconName } from "./icons";
import { t, wordFor } from "./words";

const kReviewIcons: Record<string, IconName> = {
  has_issues: "issues",
  approved: "approved",
  rejected: "rejected",
};

const kMarkIcons: Record<string, IconName> = {
  training: "training",
  sample: "sample",
  recovered: "recovered",
};

export function markWord(mark: string): string {
  if (!mark.startsWith("imported:")) return wordFor("mark", mark);
  return t("mark.imported_from", { source: mark.slice("imported:".length).toUpperCase() });
}

export function markIcon(mark: string): IconName {
  if (mark.startsWith("imported:")) return "imported";
  return kMarkIcons[mark] ?? "mark";
}

export function Stage({ stage }: { stage: string }) {
  const icon: IconName = stage === "finalised" ? "finalised" : "draft";
  return (
    <span class={`state ${stage}`}>
      <Icon name={icon} /> {wordFor("stage", stage)}
    </span>
  );
}

export function ConflictState() {
  return (
    <span class="state conflict">
      <Icon name="conflict" /> {t("state.conflict")}
    </span>
  );
}

export function States({ record }: { record: RecordSummary }) {
  const reviewIcon = kReviewIcons[record.review];
  return (
    <span class="states">
      <Stage stage={record.stage} />
      {record.conflict && <ConflictState />}
      {reviewIcon && (
        <span class={`state ${record.review}`}>
          <Icon name={reviewIcon} /> {wordFor("review", record.review)}
        </span>
      )}
      {record.deleted && (
        <span class="state deleted">
          <Icon name="deleted" /> {t("state.deleted")}
        </span>
      )}
    </span>
  );
}

export function Marks({ marks }: { marks: string[] }) {
  return (
    <>
      {marks.map((mark) => (
        <span class="mark" key={mark}>
          <Icon name={markIcon(mark)} /> {markWord(mark)}
        </span>
      ))}
    </>
  );
}

const kSourceCredits: Record<string, string> = { ipis: "IPIS open data, ODC-BY 1.0" };

/** The credit that a source asks for, or "" when none of these marks names one. */
export function creditFor(marks: string[]): string {
  for (const mark of marks) {
    const credit = kSourceCredits[mark.replace(/^imported:/, "")];
    if (mark.startsWith("imported:") && credit) return credit;
  }
  return "";
}
