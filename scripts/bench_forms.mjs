// What scripts/bench forms measures: forms that the peers were measured on, and one of the pilot's. Each step
// runs in a process of its own, so that a first load is a first load.
import fs from 'node:fs';
import path from 'node:path';

import { teller } from './figures.mjs';
import { bin, main, must, root, share, Trouble } from './programme.mjs';

const forms = process.env.ADIT_BENCH_FORMS ?? path.join(root, '../shared/bench/forms');
const steps = ['load_500', 'load_2000', 'memory', 'set_one', 'chain', 'cascade', 'repeats'];

/** What each figure must be (docs/benchmarks.md has the peers' beside them). */
const tell = teller({
  load_500_first_ms: ['<=', 25], load_2000_first_ms: ['<=', 80], memory_2000_mb: ['<=', 10],
  set_one_of_2000_median_ms: ['<=', 0.1], set_one_of_2000_p95_ms: ['<=', 0.1], chain_400_median_ms: ['<=', 1],
  filter_10000_to_50_median_ms: ['<=', 0.2], add_200_repeats_ms: ['<=', 20], remove_101_of_200_ms: ['<=', 0.5],
  one_more_of_5000_repeats_median_ms: ['<=', 1], site_visit_ready_ms: ['<=', 30],
});

async function figures_of(place, step) {
  const did = await must(path.join(bin, 'adit_forms_bench'), [place, step]);
  for (const line of did.out.trim().split('\n')) {
    const { name, value, unit } = JSON.parse(line);
    tell(name, value, unit);
  }
}

main(async () => {
  if (!fs.existsSync(forms)) throw new Trouble(`the forms to measure on are not at ${forms}: say where with ADIT_BENCH_FORMS`);
  for (const step of steps) await figures_of(forms, step);
  await figures_of(path.join(share, 'forms/site_visit.xlsx'), 'workbook');
});
