// What scripts/run does once the programs are built: the programme in ./.adit, the server, the app.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { Browser } from './browser.mjs';
import { is_running_from, Laptop, main, new_password, root, say, Server, share, step, stop_pid, training_places, Trouble, waiting, write_visit } from './programme.mjs';

const home = path.join(root, '.adit');
const people_file = path.join(home, 'people.json');
const app_pid_file = path.join(home, 'app.pid');
const shots = path.join(home, 'screenshots');
const server = new Server(path.join(home, 'server'));

const countries = ['COD', 'GHA'];
const laptops = [
  { folder: 'cod-officer', country: 'COD', role: 'field_officer', person: 'j.mbuyi', person_name: 'Jeanne Mbuyi', laptop_name: 'COD laptop 1' },
  { folder: 'cod-coordinator', country: 'COD', role: 'coordinator', person: 'p.amani', person_name: 'Pascal Amani', laptop_name: 'COD office' },
  { folder: 'gha-officer', country: 'GHA', role: 'field_officer', person: 'k.mensah', person_name: 'Kofi Mensah', laptop_name: 'GHA laptop 1' },
  { folder: 'gha-coordinator', country: 'GHA', role: 'coordinator', person: 'a.boateng', person_name: 'Akosua Boateng', laptop_name: 'GHA office' },
];
const readers = [
  { name: 'h.laurent', person_name: 'Hélène Laurent', role: 'hq_reviewer', scopes: countries, sees: 'both countries' },
  { name: 'p.amani', person_name: 'Pascal Amani', role: 'coordinator', scopes: ['COD'], sees: 'the Democratic Republic of the Congo' },
  { name: 'a.boateng', person_name: 'Akosua Boateng', role: 'coordinator', scopes: ['GHA'], sees: 'Ghana' },
];
const laptop_of = (one) => new Laptop(path.join(home, 'laptops', one.folder), one.laptop_name);

async function make_programme() {
  // A start that was broken off leaves no half programme behind: people.json is written last.
  if (!fs.existsSync(people_file) && fs.existsSync(home)) {
    await server.stop();
    for (const part of ['server', 'laptops', 'server.port']) fs.rmSync(path.join(home, part), { recursive: true, force: true });
  }
  if (fs.existsSync(people_file)) return;
  step('Making a programme in ./.adit: two countries, four laptops, a reviewer');
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  await waiting('the server: its keys, its certificate and the forms', () =>
    server.init({ port: 8443, countries, forms: path.join(share, 'forms') }));
  const passwords = {};
  await waiting('people for the console (passwords are stored slowly on purpose)', async () => {
    for (const { name, person_name, role, scopes } of readers) {
      passwords[name] = new_password();
      await server.add_person({ name, person_name, role, scopes, password: passwords[name] });
    }
  });
  await server.start();
  await waiting('four laptops, each enrolled with a one-time ticket', async () => {
    for (const one of laptops) await server.enrol(laptop_of(one), one);
  });
  fs.writeFileSync(people_file, JSON.stringify(passwords, null, 2) + '\n', { mode: 0o600 });
}

async function start_server() {
  await server.start().catch((trouble) => {
    throw new Trouble(`${trouble.message}\n   If another program took the port, stop it and run scripts/run again.`);
  });
  say(`   the server runs at ${server.url}`);
}

function open_app(one) {
  const laptop = laptop_of(one);
  if (is_running_from(app_pid_file, laptop.program)) {
    say('   the field app is open already');
    return;
  }
  const log = fs.openSync(path.join(home, 'app.log'), 'a');
  const child = spawn(laptop.program, ['--workspace', laptop.workspace], { detached: true, stdio: ['ignore', log, log] });
  child.unref();
  fs.writeFileSync(app_pid_file, String(child.pid));
  say(`   the field app is open, as ${one.person_name} (${one.laptop_name})`);
}

async function play_app(one) {
  const laptop = laptop_of(one);
  fs.mkdirSync(shots, { recursive: true });
  const count = async (...filters) => (await laptop.json('list', '--limit', '1', ...filters)).total;
  if ((await count('--state', 'finalised')) < 2) {
    const script = write_visit(path.join(home, 'visit.robot'), training_places[0]);
    await waiting('a robot types a site and a visit into the field app, some 100 actions, marked as training, and sends them', () =>
      laptop.play(script, { shots }));
  } else {
    await waiting('a robot opens the field app on the visit that it typed before', () =>
      laptop.play(path.join(root, 'scripts/robot/look.robot'), { shots }));
  }
  const unsent = await count('--state', 'unsent');
  if (unsent !== 0) throw new Trouble(`${unsent} records are still unsent after the exchange: see ${server.log}.`);
  say('   everything on this laptop is on the server too');
}

async function look_at_console(password) {
  const browser = await Browser.open({ certificate_key_hash: server.certificate_key_hash });
  try {
    await browser.go(server.url + '/');
    await browser.until('its sign-in', 'document.querySelector("#user")');
    await browser.type('#user', readers[0].name);
    await browser.type('#password', password);
    await browser.press('button[type=submit]');
    await browser.until('the overview', 'document.querySelector("main") && !document.querySelector("#password")');
    await browser.shot(path.join(shots, 'console-overview.png'));
    for (const page of ['records', 'sites']) {
      await browser.go(`${server.url}/#/${page}`);
      await browser.until(page, 'document.querySelector("main h1")');
      await browser.shot(path.join(shots, `console-${page}.png`));
    }
  } finally {
    await browser.close();
  }
}

function tell(passwords, officer) {
  step('What runs where');
  say(`   server     ${server.url}   data in .adit/server, log in .adit/server.log`);
  say(`   field app  ${officer.person_name}'s laptop in .adit/laptops/${officer.folder}`);
  say('              open another one: build/bin/adit-field --workspace .adit/laptops/' + laptops[3].folder);
  say(`   console    ${server.url} in a browser. The certificate is this server's own, so the browser asks once.`);
  for (const one of readers) {
    say(`              ${one.name.padEnd(10)} ${passwords[one.name]}   ${one.person_name}, ${one.role.replace('_', ' ')}, sees ${one.sees}`);
  }
  say('              (kept in .adit/people.json, which only you may read)');
  say('   stop       scripts/run stop        start again: scripts/run        begin anew: stop, then remove .adit');
}

async function start(robot_wanted) {
  const officer = laptops[2];
  await make_programme();
  step('Starting');
  await start_server();
  const passwords = JSON.parse(fs.readFileSync(people_file, 'utf8'));
  const robot = robot_wanted || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (robot) {
    say(robot_wanted ? '   the app is played on a virtual display' : '   no display here: the app is played on a virtual one');
    await play_app(officer);
    await waiting('a browser without a window opens the console as the reviewer', () => look_at_console(passwords[readers[0].name]));
  } else {
    open_app(officer);
  }
  tell(passwords, officer);
  if (robot) {
    const taken = fs.readdirSync(shots).filter((name) => name.endsWith('.png'));
    say(`   pictures   ${taken.length} in .adit/screenshots: ${taken.join(', ')}`);
  }
}

async function stop() {
  const app = await stop_pid(app_pid_file, laptop_of(laptops[0]).program);
  const ran = await server.stop();
  say(ran || app ? 'Stopped. The data stay in .adit; scripts/run starts again.' : 'Nothing was running. scripts/run starts it.');
}

main(() => (process.argv[2] === 'stop' ? stop() : start(process.argv[2] === '--robot')));
