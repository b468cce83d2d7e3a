// What of the sites waits for a person: values that visits made apart say differently, and pairs that may be one site.
import type { PossibleDuplicate, SiteConflict } from "../api";
import { Icon } from "../icons";
import { href } from "../route";
import { moment, number, pick, t, tCount } from "../words";

const kPairsShown = 20;

export function Conflicts({ conflicts }: { conflicts: SiteConflict[] }) {
  if (conflicts.length === 0) return null;
  return (
    <div class="site-conflicts">
      <p class="state conflict">
        <Icon name="conflict" /> {tCount("site.conflicts", conflicts.length)}
      </p>
      {conflicts.map((conflict) => (
        <section key={conflict.property}>
          <h3>{pick(conflict.label) || conflict.property}</h3>
          <ul class="siblings">
            {conflict.siblings.map((sibling, index) => (
              <li key={sibling.record}>
                <p class="sibling-value">{pick(sibling.text) || t("answer.taken_away")}</p>
                <p class="muted">
                  <a href={href(`record/${encodeURIComponent(sibling.record)}`)}>
                    {t("answer.written_by", {
                      name: sibling.author_name || sibling.author,
                      device: sibling.device_name,
                      when: moment(sibling.begun_ms),
                    })}
                  </a>
                </p>
                {index === 0 && <p class="muted">{t("answer.shown")}</p>}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p class="muted">{t("site.conflict_how")}</p>
    </div>
  );
}

interface PairsProps {
  pairs: PossibleDuplicate[];
  labelOf: (id: string) => string;
  choose: (id: string) => void;
}

export function PossibleDuplicates({ pairs, labelOf, choose }: PairsProps) {
  if (pairs.length === 0) return null;
  return (
    <details class="possible-duplicates">
      <summary>
        <Icon name="alert" /> {tCount("sites.duplicates", pairs.length)}
      </summary>
      <p class="muted">{t("sites.duplicates_how")}</p>
      <ul>
        {pairs.slice(0, kPairsShown).map((pair) => (
          <li key={`${pair.one} ${pair.other}`}>
            {[pair.one, pair.other].map((id) => (
              <button key={id} type="button" class="bare" onClick={() => choose(id)}>
                {labelOf(id)}
              </button>
            ))}
            <span class="muted">
              {pair.distance_m === null
                ? t("sites.duplicate_unplaced")
                : t("sites.duplicate_apart", { m: number(Math.round(pair.distance_m)) })}
            </span>
          </li>
        ))}
      </ul>
      {pairs.length > kPairsShown && <p class="muted">{tCount("sites.duplicates_more", pairs.length - kPairsShown)}</p>}
    </details>
  );
}
