// How figures are told: a line of JSON each with --json, else a line for people, with what the figure must be.
const as_json = process.argv.includes('--json');

/** `goals`: what each figure must be, as [comparison, number]. */
export function teller(goals) {
  return (name, value, unit) => {
    const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
    if (as_json) return console.log(JSON.stringify({ name, value: rounded, unit }));
    const goal = goals[name];
    const holds = goal && (goal[0] === '<=' ? rounded <= goal[1] : rounded >= goal[1]);
    const said = goal ? `${holds ? 'holds' : 'FALLS SHORT'} (${goal[0]} ${goal[1].toLocaleString('en')})` : '';
    console.log(`${name.padEnd(36)} ${rounded.toLocaleString('en').padStart(12)} ${unit.padEnd(12)} ${said}`);
  };
}
