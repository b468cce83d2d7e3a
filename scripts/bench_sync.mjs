// What scripts/bench sync measures: the peers' workload between real laptops and a real server, over
// TLS on loopback. Every byte is counted by a proxy between the two processes, handshakes included
// unless the figure's name says otherwise.
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { teller } from './figures.mjs';
import { bin, Laptop, main, must, root, run, Server, share, Trouble } from './programme.mjs';

const home = path.join(root, 'build/bench-sync');
const bench = path.join(bin, 'adit_sync_bench');
const generator = process.env.ADIT_WORKLOAD ?? path.join(root, '../shared/bench/workload.js');
const visits = 10_000;
const devices = 20;
const day = 20;

/** What each figure must be, and the best peer's on the same workload (docs/benchmarks.md). */
const goals = {
  push_10k_ms: ['<=', 400], push_10k_wire_bytes: ['<=', 1_100_000], push_10k_requests: ['<=', 12],
  pull_10k_ms: ['<=', 300], pull_10k_wire_bytes: ['<=', 1_000_000], pull_10k_requests: ['<=', 3],
  day20_bytes: ['<=', 140 * day + 300], nochange_bytes: ['<=', 150], nochange_requests: ['<=', 1],
  one_field_change_bytes: ['<=', 64], one_field_exchange_bytes: ['<=', 350], one_field_requests: ['<=', 1],
  edits_2000_bytes: ['<=', 50_000], edits_2000_ms: ['<=', 100],
  conflicts_kept: ['>=', 120], conflicts_merged: ['>=', 80], conflicts_lost: ['<=', 0], replicas_that_differ: ['<=', 0],
  resent_after_cut_bytes: ['<=', 16_384], clients8_records_per_s: ['>=', 30_000], clients8_single_per_s: ['>=', 4_000],
  server_rss_idle_mb: ['<=', 32], server_rss_peak_mb: ['<=', 64], insert_ratio: ['<=', 1.5], file_ratio: ['<=', 1.6],
};

const note = (words) => process.stderr.write(`   ${words}\n`);
const tell = teller(goals);

/** Counts TLS records as they pass: each adds 22 bytes of its own to what it carries. */
const frame_bytes = 22;
class Frames {
  constructor(proxy) { this.proxy = proxy; this.left = 0; this.head = Buffer.alloc(0); }
  see(bytes) {
    for (let at = 0; at < bytes.length;) {
      const some = Math.min(this.left, bytes.length - at);
      this.left -= some;
      at += some;
      if (at === bytes.length) break;
      const head = bytes.subarray(at, at + 5 - this.head.length);
      this.head = Buffer.concat([this.head, head]);
      at += head.length;
      if (this.head.length < 5) break;
      this.left = this.head.readUInt16BE(3);
      this.head = Buffer.alloc(0);
      ++this.proxy.frames;
    }
  }
}

/** Between laptop and server: counts, and cuts the line after so many bytes from the laptop. */
class Proxy {
  constructor(port) {
    this.to = port;
    this.up = this.down = this.connections = this.frames = 0;
    this.cut_after = Infinity;
  }
  async open() {
    this.listener = net.createServer({ noDelay: true }, (laptop) => this.join(laptop));
    await new Promise((r) => this.listener.listen(0, '127.0.0.1', r));
    this.url = `https://127.0.0.1:${this.listener.address().port}`;
    return this;
  }
  join(laptop) {
    ++this.connections;
    const server = net.connect({ port: this.to, host: '127.0.0.1', noDelay: true });
    let is_cut = false;
    const end = () => { laptop.destroy(); if (!is_cut) server.destroy(); };
    const [from_laptop, from_server] = [new Frames(this), new Frames(this)];
    laptop.on('data', (bytes) => from_laptop.see(bytes)).on('data', (bytes) => {
      const room = this.cut_after - this.up;
      this.up += Math.min(bytes.length, room);
      if (bytes.length < room) return void server.write(bytes);
      is_cut = true;
      server.end(bytes.subarray(0, room));  // What left the laptop before the cut arrives, and no more.
      laptop.destroy();
    });
    server.on('data', (bytes) => from_server.see(bytes)).on('data', (bytes) => { this.down += bytes.length; laptop.write(bytes); });
    for (const side of [laptop, server]) side.on('error', end).on('close', end);
  }
  /** Bytes since the last time. */
  take() {
    const bytes = this.up + this.down;
    this.taken_frames = this.frames;
    this.up = this.down = this.frames = 0;
    return bytes;
  }
  close() { this.listener.close(); }
}

async function asked(...args) {
  const did = await must(bench, args.map(String));
  return did.out.trim().split('\n').map((line) => JSON.parse(line));
}
const only = (lines) => lines.at(-1);

async function programme(name, port, laptops) {
  const server = new Server(path.join(home, name, 'server'));
  await server.init({ port, countries: ['COD', 'TZA'], forms: path.join(share, 'forms') });
  await server.start();
  for (const [folder, country, role] of laptops) {
    const laptop = new Laptop(path.join(home, name, folder), folder);
    fs.mkdirSync(path.dirname(laptop.workspace), { recursive: true });
    await server.enrol(laptop, { country, role, person: folder.replace('-', '.'), person_name: 'Bench', laptop_name: folder });
  }
  return server;
}

const pid_of = (server) => Number(fs.readFileSync(server.pid_file, 'utf8'));
function memory_mb(server, what) {
  const status = fs.readFileSync(`/proc/${pid_of(server)}/status`, 'utf8');
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)[1]) / 1024;
}

const folder_of = (name, laptop) => path.join(home, name, laptop);
const work = () => path.join(home, 'workload');
const more_work = () => path.join(home, 'workload-more');

async function make_workload() {
  if (!fs.existsSync(generator)) {
    throw new Trouble(`the peers' workload is not here (${generator}): name its generator in ADIT_WORKLOAD.`);
  }
  await must('node', [generator, String(visits), work()]);
  await must('node', [generator, String(visits + devices * day), more_work()]);
}

/** Twenty officers' sticks come to a hub; the hub pushes, a new laptop pulls; then days pass. */
async function main_story() {
  const of_device = Array.from({ length: devices }, (_, i) =>
    [`dev-${String(i).padStart(2, '0')}`, i < 11 ? 'COD' : 'TZA', 'field_officer']);
  note(`enrolling ${devices + 2} laptops`);
  const server = await programme('main', 8743,
    [...of_device, ['hub', 'COD,TZA', 'coordinator'], ['fresh', 'COD,TZA', 'coordinator']]);
  const [hub, fresh] = ['hub', 'fresh'].map((name) => folder_of('main', name));
  const proxy = await new Proxy(server.port).open();
  try {
    note('twenty officers write 10,000 visits; a coordinator gathers their sticks');
    await asked('fill', work(), path.join(home, 'main'), 0, visits);
    await asked('gather', hub, path.join(home, 'main'));
    const idle = memory_mb(server, 'VmRSS');
    const push = only(await asked('sync', hub, proxy.url));
    tell('push_10k_ms', push.ms, 'ms');
    tell('push_10k_wire_bytes', proxy.take(), 'bytes');
    tell('push_10k_requests', push.requests, 'requests');
    if (push.sent < visits || push.problems) throw new Trouble(`the push sent ${push.sent} changes with ${push.problems} problems`);
    const pull = only(await asked('sync', fresh, proxy.url));
    tell('pull_10k_ms', pull.ms, 'ms');
    tell('pull_10k_wire_bytes', proxy.take(), 'bytes');
    tell('pull_10k_requests', pull.requests, 'requests');
    if (pull.received < visits) throw new Trouble(`the pull received ${pull.received} changes`);

    note('a day of one officer');
    await asked('sync', folder_of('main', 'dev-00'), server.url);
    await asked('fill', more_work(), path.join(home, 'main'), visits, devices * day);
    const today = only(await asked('sync', folder_of('main', 'dev-00'), proxy.url));
    const today_wire = proxy.take();
    tell('day20_bytes', today.bytes_up + today.bytes_down, 'bytes of bodies');
    tell('day20_http_bytes', today.http_bytes, 'bytes');
    tell('day20_wire_bytes', today_wire, 'bytes');
    tell('day20_bytes_per_record', (today.bytes_up + today.bytes_down) / day, 'bytes');
    if (today.sent !== day) throw new Trouble(`the day sent ${today.sent} changes`);
    await small_exchanges(proxy);
    await edits_and_conflicts(proxy, hub, fresh);
    tell('server_rss_idle_mb', idle, 'MB');
  } finally {
    proxy.close();
    await server.stop();
  }
}

async function small_exchanges(proxy) {
  proxy.take();
  const laptop = folder_of('main', 'dev-01');
  await asked('sync', laptop, proxy.url);
  proxy.take();
  const before = only(await asked('sync', laptop, proxy.url, 2));
  const two = proxy.take(), two_frames = proxy.taken_frames;
  const one = (await asked('sync', laptop, proxy.url), proxy.take());
  // The second exchange on an open line, and without what TLS puts around each message.
  tell('nochange_bytes', two - one - frame_bytes * (two_frames - proxy.taken_frames), 'bytes');
  tell('nochange_wire_bytes', two - one, 'bytes');
  tell('nochange_requests', before.requests, 'requests');
  tell('nochange_with_handshake_bytes', one, 'bytes');
  const [, field] = await asked('one', laptop, proxy.url);
  tell('one_field_change_bytes', field.change_bytes, 'bytes');
  const field_wire = proxy.take() - two;
  tell('one_field_exchange_bytes', field_wire - frame_bytes * (proxy.taken_frames - two_frames), 'bytes');
  tell('one_field_wire_bytes', field_wire, 'bytes');
  tell('one_field_requests', field.requests, 'requests');
}

async function edits_and_conflicts(proxy, hub, fresh) {
  note('2,000 edits, gathered and pushed; 200 conflicts');
  await asked('gather', hub, path.join(home, 'main'));
  await asked('sync', hub, proxy.url);
  await asked('edit', work(), path.join(home, 'main'));
  await asked('gather', hub, path.join(home, 'main'));
  proxy.take();
  const edits = only(await asked('sync', hub, proxy.url));
  tell('edits_2000_bytes', proxy.take(), 'bytes');
  tell('edits_2000_ms', edits.ms, 'ms');
  if (edits.sent !== 2000) throw new Trouble(`${edits.sent} edits were sent`);
  await asked('sync', fresh, proxy.url);

  await asked('conflict', work(), hub, fresh);
  for (const laptop of [hub, fresh, hub, fresh]) await asked('sync', laptop, proxy.url);
  const after = only(await asked('conflicts', work(), hub, fresh));
  tell('conflicts_kept', after.kept + after.deleted_kept, 'of 120');
  tell('conflicts_listed', after.listed, 'of 100');
  tell('conflicts_edit_against_delete_kept', after.deleted_kept, 'of 20');
  tell('conflicts_merged', after.merged, 'of 80');
  tell('conflicts_lost', after.lost, 'of 200');
  tell('replicas_that_differ', after.differ, 'of 200');
}

/** Eight laptops at once, and what a cut costs. */
async function crowd_story() {
  const count = 10;
  const laptops = Array.from({ length: count }, (_, i) => [`c-${i}`, 'COD,TZA', 'coordinator']);
  note(`${count} laptops with ${visits / count} visits each`);
  const server = await programme('crowd', 8843, laptops);
  const at = path.join(home, 'crowd');
  await asked('spread', work(), at, count);
  await cuts(server, at, count);

  note('8 laptops exchange at once');
  for (const [figure, args] of [['clients8_records_per_s', ['clients']], ['clients8_single_per_s', ['singles', 500]]]) {
    await start_anew(server);
    const [command, ...rest] = args;
    const did = only(await asked(command, server.url, at, 8, ...rest));
    tell(figure, did.records_per_s, 'records/s');
    if (command === 'clients') tell('server_rss_peak_mb', memory_mb(server, 'VmHWM'), 'MB');
  }
  await server.stop();
}

/** The server as it was before anything was sent to it, and laptops that know of nothing sent. */
const kept = (folder) => `${folder}.kept`;
function keep(folders) { for (const each of folders) fs.cpSync(each, kept(each), { recursive: true }); }
let crowd = [];
async function start_anew(server) {
  await server.stop();
  for (const each of crowd) {
    fs.rmSync(each, { recursive: true, force: true });
    fs.cpSync(kept(each), each, { recursive: true });
  }
  await server.start();
}

async function cuts(server, at, count) {
  await server.stop();
  crowd = [server.data, ...Array.from({ length: count }, (_, i) => path.join(at, `c-${i}`))];
  keep(crowd);
  await server.start();
  const laptop = path.join(at, 'c-9');
  const proxy = await new Proxy(server.port).open();
  note('a line cut at twelve places of a push');
  await asked('sync', laptop, proxy.url);
  const all_up = proxy.up;
  let worst = 0;
  for (let i = 0; i < 12; ++i) {
    await start_anew(server);
    proxy.take();
    proxy.cut_after = Math.floor((all_up * (i + 0.5)) / 12);
    await run(bench, ['sync', laptop, proxy.url]);
    proxy.cut_after = Infinity;
    const again = only(await asked('sync', laptop, proxy.url));
    const problems = again.problems || again.error;
    if (problems) throw new Trouble(`after a cut the exchange had problems: ${JSON.stringify(again)}`);
    worst = Math.max(worst, proxy.up - all_up);
  }
  // Of it the second handshake and asking what had arrived, too.
  tell('resent_after_cut_bytes', worst, 'bytes');
  proxy.close();
}

async function costs() {
  note('what keeping history costs a laptop');
  const cost = only(await asked('cost', work()));
  tell('insert_ratio', cost.insert_ratio, 'x');
  tell('save_ratio', cost.save_ratio, 'x');
  tell('file_ratio', cost.file_ratio, 'x');
  if (!process.argv.includes('--curve')) return;
  for (const changes of [1_000, 10_000, 100_000, 1_000_000]) {
    note(`${changes.toLocaleString('en')} changes`);
    const did = only(await asked('curve', changes));
    for (const [name, unit] of [['write_us', 'us/change'], ['sync_us', 'us/change'], ['sync_bytes', 'bytes/change'],
      ['store_bytes', 'bytes/change'], ['one_more_ms', 'ms'], ['one_more_bytes', 'bytes']]) {
      tell(`curve_${changes}_${name}`, did[name], unit);
    }
  }
}

export async function bench_sync() {
  fs.rmSync(home, { recursive: true, force: true });
  fs.mkdirSync(home, { recursive: true });
  await make_workload();
  await main_story();
  await crowd_story();
  await costs();
  const cpu = os.cpus();
  note(`measured on ${cpu.length} × ${cpu[0].model}, load ${os.loadavg()[0].toFixed(1)}`);
}

main(bench_sync);
