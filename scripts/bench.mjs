// What scripts/bench measures. Each figure says in its name what was done; nothing is averaged away:
// where a figure varies, median and 99th percentile stand side by side.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Laptop, main, must, root, run, Server, share, training_places, write_visit } from './programme.mjs';
import { source } from './visits.mjs';

const as_json = process.argv.includes('--json');
const home = path.join(root, 'build/bench');

function tell(name, value, unit) {
  const rounded = value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  if (as_json) console.log(JSON.stringify({ name, value: rounded, unit }));
  else console.log(`${name.padEnd(64)} ${rounded.toLocaleString('en').padStart(12)} ${unit}`);
}
const note = (words) => process.stderr.write(`   ${words}\n`);

function percentile(values, share_of_all) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share_of_all))];
}

function play(laptop, script, report) {
  const file = path.join(home, 'script.robot');
  fs.writeFileSync(file, script);
  return laptop.play(file, { report });
}

const report_of = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

async function window_figures(laptop, ghana) {
  const report = path.join(home, 'frames.json');
  note('opening the window ten times, on a laptop that holds all of it');
  const first = [];
  for (let i = 0; i < 10; ++i) {
    await play(laptop, 'quit\n', report);
    first.push(report_of(report).first_frame_ms);
  }
  note(`drawn by ${report_of(report).drawing}`);
  tell('first frame after start, median of 10', percentile(first, 0.5), 'ms');
  tell('first frame after start, slowest of 10', Math.max(...first), 'ms');

  note('a robot types a site and a visit');
  await ghana.play(write_visit(path.join(home, 'visit.robot'), training_places[0]), { report });
  const typed = report_of(report);
  tell('keystroke to "saved" on disk, median', percentile(typed.saved_ms, 0.5), 'ms');
  tell('keystroke to "saved" on disk, 99th percentile', percentile(typed.saved_ms, 0.99), 'ms');
  tell('a frame while typing, median', percentile(typed.frame_us, 0.5) / 1000, 'ms');
  tell('a frame while typing, 99th percentile', percentile(typed.frame_us, 0.99) / 1000, 'ms');
}

/** User and system time of a process so far, in seconds. */
function cpu_seconds(pid) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const child_named = (parent, program) => fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).find((pid) => {
  try {
    const status = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return status.split(') ')[1].split(' ')[1] === String(parent) && fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] === program;
  } catch {
    return false;
  }
});

async function idle_figures(laptop) {
  note('leaving the window alone for 20 s');
  const screen = spawn(path.join(root, 'scripts/screen'), [laptop.program, '--workspace', laptop.workspace],
    { env: { ...process.env, ADIT_VIRTUAL_SCREEN: '1' }, stdio: 'ignore' });
  await new Promise((r) => setTimeout(r, 3000));
  const pid = child_named(screen.pid, laptop.program);
  const before = cpu_seconds(pid);
  await new Promise((r) => setTimeout(r, 20_000));
  tell('CPU of the open window, left alone for 20 s', ((cpu_seconds(pid) - before) / 20) * 100, '% of a core');
  tell('memory of the open window', Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024, 'MiB');
  const ended = new Promise((r) => screen.on('close', r));
  process.kill(Number(pid), 'SIGTERM');
  await ended;
}

async function journey_figures(server, laptop, other) {
  note(`importing ${source.expected.visits} visits: ${source.name}`);
  const sites = await laptop.must('import', source.csv, '--mapping', source.sites);
  const visits = await laptop.must('import', source.csv, '--mapping', source.visits);
  tell(`import of ${source.expected.sites} sites`, source.expected.sites / (sites.ms / 1000), 'records/s');
  tell(`import of ${source.expected.visits} visits`, source.expected.visits / (visits.ms / 1000), 'records/s');
  tell('laptop file after the import', fs.statSync(path.join(laptop.workspace, 'laptop.adit')).size / 2 ** 20, 'MiB');

  note('sending them, over TLS on loopback');
  let began = performance.now();
  const up = await laptop.json('sync');
  tell('first sync of sites and visits, laptop to server', (performance.now() - began) / 1000, 's');
  tell('first sync of sites and visits: bytes up', up.bytes_up, 'bytes');
  tell('first sync of sites and visits: requests', up.requests, 'requests');
  began = performance.now();
  const idle = await laptop.json('sync');
  tell('sync with nothing to say', performance.now() - began, 'ms');
  tell('sync with nothing to say: requests', idle.requests, 'requests');
  tell('sync with nothing to say: bytes up and down', idle.bytes_up + idle.bytes_down, 'bytes');

  note('a second laptop takes them in');
  began = performance.now();
  const down = await other.json('sync');
  tell('first sync of a second laptop, server to laptop', (performance.now() - began) / 1000, 's');
  tell('first sync of a second laptop: bytes down', down.bytes_down, 'bytes');

  const [site] = (await laptop.json('list', '--form', 'site_profile', '--limit', '1')).records;
  await laptop.must('record', 'set', site.id, 'locality=Measured');
  const one = await laptop.json('sync');
  tell('sync of one changed answer: bytes up', one.bytes_up, 'bytes');
  tell('sync of one changed answer: requests', one.requests, 'requests');
}

async function run_figures() {
  const clone = fs.mkdtempSync(path.join(os.tmpdir(), 'adit-clone-'));
  try {
    await must('git', ['clone', '-q', root, clone]);
    const again = () => must(path.join(clone, 'scripts/run'), ['--robot'], { cwd: clone });
    note('scripts/run in a clean clone (it builds everything; compiler cache off)');
    process.env.CCACHE_DISABLE = '1';
    tell('scripts/run from a clean clone', (await again()).ms / 1000, 's');
    note('scripts/run again');
    tell('scripts/run, second time', (await again()).ms / 1000, 's');
    await must(path.join(clone, 'scripts/run'), ['stop'], { cwd: clone });
  } finally {
    fs.rmSync(clone, { recursive: true, force: true });
  }
}

async function bench() {
  const server = new Server(path.join(home, 'server'));
  await server.stop();
  fs.rmSync(home, { recursive: true, force: true });
  fs.mkdirSync(home, { recursive: true });
  try {
    await server.init({ port: 8643, countries: ['COD', 'GHA'], forms: path.join(share, 'forms') });
    await server.start();
    const [one, two, ghana] = ['one', 'two', 'ghana'].map((name) => new Laptop(path.join(home, name), name));
    for (const [laptop, person, country] of [[one, 'm.bench', 'COD'], [two, 'n.bench', 'COD'], [ghana, 'g.bench', 'GHA']]) {
      await server.enrol(laptop, { country, role: 'field_officer', person, person_name: 'Bench', laptop_name: laptop.name });
    }
    await journey_figures(server, one, two);
    await window_figures(two, ghana);
    await idle_figures(two);
  } finally {
    await server.stop();
  }
  if (process.argv.includes('--with-run')) await run_figures();
  const cpu = os.cpus();
  note(`measured on ${cpu.length} × ${cpu[0].model}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${(await run('git', ['log', '-1', '--format=%h'])).out.trim()}`);
}

main(bench);
