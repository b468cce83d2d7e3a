// What scripts/demo does once the programs are built. Every count it prints was asked of both sides:
// the laptops by adit-field --json, the server by the console's API.
import fs from 'node:fs';
import path from 'node:path';

import { Laptop, main, new_password, root, say, Server, share, step, training_places, Trouble, waiting, write_visit } from './programme.mjs';
import { source } from './visits.mjs';

const home = path.join(root, 'build/demo');
const server = new Server(path.join(home, 'server'));
const shots = path.join(home, 'screenshots');
const officers = {
  'cod-1': ['COD', 'j.mbuyi', 'Jeanne Mbuyi'], 'cod-2': ['COD', 'e.kasongo', 'Élie Kasongo'],
  'cod-3': ['COD', 'm.ngoy', 'Marie Ngoy'], 'cod-4': ['COD', 's.bahati', 'Samuel Bahati'],
  'gha-1': ['GHA', 'k.mensah', 'Kofi Mensah'], 'gha-2': ['GHA', 'e.owusu', 'Esi Owusu'],
};
const laptops = Object.fromEntries(Object.keys(officers).map((folder) => [folder, new Laptop(path.join(home, 'laptops', folder), folder)]));
const congolese = source.laptops.map((one) => laptops[one.folder]);

const failures = [];
function check(what, is, should_be) {
  const right = is === should_be;
  say(`   ${right ? 'ok   ' : 'WRONG'}  ${what}: ${is}${right ? '' : `, and it should be ${should_be}`}`);
  if (!right) failures.push(what);
}

const figure = (number) => number.toLocaleString('en');

async function make_programme() {
  step('A programme of two countries: six laptops, one reviewer');
  await server.stop();
  fs.rmSync(home, { recursive: true, force: true });
  fs.mkdirSync(shots, { recursive: true });
  const password = new_password();
  await waiting('the server and its reviewer', async () => {
    await server.init({ port: 8543, countries: ['COD', 'GHA'], forms: path.join(share, 'forms') });
    await server.add_person({ name: 'h.laurent', person_name: 'Hélène Laurent', role: 'hq_reviewer', scopes: ['COD', 'GHA'], password });
    await server.start();
  });
  await waiting('six laptops enrolled, each with a one-time ticket', async () => {
    for (const [folder, [country, person, person_name]] of Object.entries(officers)) {
      await server.enrol(laptops[folder], { country, role: 'field_officer', person, person_name, laptop_name: folder });
    }
  });
  return password;
}

async function import_visits() {
  step(`Visits come in on four Congolese laptops, offline: ${source.name}`);
  for (const one of source.laptops) {
    await waiting(`${one.folder}: ${one.provinces.join(', ')}`, async () => {
      for (const mapping of [source.sites, source.visits]) {
        for (const province of one.provinces) {
          await laptops[one.folder].must('import', source.csv, '--mapping', mapping, '--where', `province=${province}`);
        }
      }
    });
  }
}

async function sync_all(rounds, who = Object.values(laptops)) {
  const sum = { sent: 0, received: 0, requests: 0, bytes_up: 0, bytes_down: 0 };
  for (let round = 0; round < rounds; ++round) {
    for (const laptop of who) {
      const report = await laptop.json('sync');
      for (const name of Object.keys(sum)) sum[name] += report[name] ?? 0;
    }
  }
  return sum;
}

async function play_ghana() {
  step('Two laptops in Ghana: visits typed through the window, in real districts, marked as training');
  for (const [place, folder] of ['gha-1', 'gha-2'].entries()) {
    const script = write_visit(path.join(home, `${folder}.robot`), training_places[place]);
    await waiting(`${folder}: a robot types a site and a visit in ${training_places[place].district}`, () =>
      laptops[folder].play(script, { shots: path.join(shots, folder) }));
  }
}

const count_of = async (laptop, ...filters) => (await laptop.json('list', '--limit', '1', ...filters)).total;

async function answer_at(laptop, id, end) {
  const shown = await laptop.json('show', id);
  return shown.answers.filter((one) => one.path.endsWith(end));
}

/** Two officers, one site, no network between the edits and none before both are done. */
async function edit_apart() {
  step('Two officers edit the same sites offline');
  const [asha, badu] = [laptops['cod-1'], laptops['cod-2']];
  const profiles = await asha.json('list', '--form', 'site_profile', '--limit', '2');
  const [different, same] = profiles.records.map((one) => one.id);

  await asha.must('record', 'set', different, 'locality=Village A');
  await badu.must('record', 'set', different, 'operator=Coopérative B');
  await asha.must('record', 'set', same, 'locality=Seen from the road');
  await badu.must('record', 'set', same, 'locality=Seen from the river');
  await sync_all(2, [asha, badu]);

  for (const laptop of [asha, badu]) {
    const locality = await answer_at(laptop, different, '/locality');
    const operator = await answer_at(laptop, different, '/operator');
    check(`${laptop.name}: different fields, both kept`, `${locality[0]?.value} + ${operator[0]?.value}`, 'Village A + Coopérative B');
    check(`${laptop.name}: different fields, no question asked`, locality[0]?.conflict || operator[0]?.conflict || false, false);
    const [torn] = await answer_at(laptop, same, '/locality');
    const values = (torn?.siblings ?? []).map((one) => one.value).sort().join(' + ');
    check(`${laptop.name}: same field, a conflict with both values`, values, 'Seen from the river + Seen from the road');
  }
  return { different, same };
}

async function total(ask, filters) {
  return (await ask(`/api/records?limit=1&${new URLSearchParams(filters)}`)).total;
}

async function compare(ask, edited) {
  step('Both sides, counted');
  const { sites, visits } = source.expected;
  check('server, COD: site profiles', await total(ask, { scope: 'COD', form: 'site_profile', mark: source.mark }), sites);
  check('server, COD: site visits', await total(ask, { scope: 'COD', form: 'site_visit', mark: source.mark }), visits);
  check('server, GHA: training records', await total(ask, { scope: 'GHA', mark: 'training' }), 4);
  check('server, GHA: records of any kind', await total(ask, { scope: 'GHA' }), 4);
  check('server: records in conflict', await total(ask, { conflict: '1' }), 1);
  const { scopes } = await ask('/api/summary');
  check('server, COD: sites', scopes.find((one) => one.id === 'COD').sites, sites);
  check('server, GHA: sites', scopes.find((one) => one.id === 'GHA').sites, 2);
  const page = await ask(`/api/records/${edited.same}`);
  const torn = page.sections.flatMap((section) => section.answers).find((answer) => answer.conflict);
  check('server: the conflict shows both values', torn?.siblings.map((one) => one.value).sort().join(' + '), 'Seen from the river + Seen from the road');
  for (const laptop of congolese) {
    check(`${laptop.name}: site profiles`, await count_of(laptop, '--form', 'site_profile'), sites);
    check(`${laptop.name}: site visits`, await count_of(laptop, '--form', 'site_visit'), visits);
    check(`${laptop.name}: unsent`, await count_of(laptop, '--state', 'unsent'), 0);
  }
  for (const laptop of [laptops['gha-1'], laptops['gha-2']]) {
    check(`${laptop.name}: records (its own and its colleague's)`, await count_of(laptop), 4);
  }
}

/** Rows of a CSV below its header; a quoted cell may hold ends of lines. */
function rows_in(file) {
  let rows = 0, quoted = false;
  for (const letter of fs.readFileSync(file, 'utf8')) {
    if (letter === '"') quoted = !quoted;
    if (letter === '\n' && !quoted) ++rows;
  }
  return rows - 1;
}

/** With the server stopped: its own commands on its folder. */
async function look_at_the_folder() {
  step('The server stopped: its folder verified and written out');
  await server.stop();
  check('adit-server verify', (await server.run('verify')).code, 0);
  const folder = path.join(home, 'export');
  await server.must('export', '--format', 'csv', '--country', 'COD', '--form', 'site_visit', '--out', folder);
  check('adit-server export: rows of site visits, COD', rows_in(path.join(folder, 'site_visit.csv')), source.expected.visits);
}

async function demo(keep) {
  const password = await make_programme();
  await import_visits();
  await play_ghana();
  step('Everybody meets the server, twice, so that all have what all wrote');
  const sum = await waiting('six laptops exchange', () => sync_all(2));
  say(`   up ${figure(sum.bytes_up)} bytes, down ${figure(sum.bytes_down)} bytes, ${sum.requests} requests, ${figure(sum.sent)} changes sent`);
  const edited = await edit_apart();
  await sync_all(2, congolese);
  await compare(await server.sign_in('h.laurent', password), edited);
  await look_at_the_folder();

  if (keep) {
    await server.start();
    say(`\nThe server runs on at ${server.url}: sign in as h.laurent with ${password}. Stop it with kill ${fs.readFileSync(server.pid_file, 'utf8')}.`);
  }
  if (failures.length) throw new Trouble(`${failures.length} counts are wrong: ${failures.join('; ')}`);
  say(`\nAll counts are right on both sides. Pictures of the visits typed in Ghana: ${path.relative(root, shots)}`);
}

main(() => demo(process.argv.includes('--keep')).catch(async (trouble) => {
  await server.stop();
  throw trouble;
}));
