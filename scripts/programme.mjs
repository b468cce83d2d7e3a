// A small programme on this machine, for run, demo and bench: a server, its people and its laptops.
//
// Calls only the two programs' fixed command lines and the console's API. Trouble is the one error
// that goes to the person as it is: a sentence that says what to do next.
import { spawn } from 'node:child_process';
import { randomBytes, X509Certificate, createHash } from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const bin = process.env.ADIT_BIN ?? path.join(root, 'build/bin');
export const share = path.join(root, 'build/share/adit');

export class Trouble extends Error {}

export const say = (words = '') => console.log(words);
export const step = (words) => console.log(`\n== ${words}`);

/** Shows why one waits, a dot every 5 s, and how long it took. */
export async function waiting(why, work) {
  const began = performance.now();
  process.stdout.write(`   ${why} `);
  const dots = setInterval(() => process.stdout.write('.'), 5000);
  try {
    const done = await work();
    process.stdout.write(`(${seconds(performance.now() - began)} s)\n`);
    return done;
  } catch (trouble) {
    process.stdout.write('failed\n');
    throw trouble;
  } finally {
    clearInterval(dots);
  }
}

export const seconds = (ms) => (ms < 9950 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000).toString());

/** Runs a program to its end: {code, out, err, ms}. */
export function run(command, args, { env = {}, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '', err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    child.on('error', () => reject(new Trouble(`${command} does not start: build it with scripts/build.`)));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? `signal ${signal}`, out, err, ms: performance.now() - began }));
  });
}

/** As run, but anything except success is Trouble, with the program's own words. */
export async function must(command, args, options) {
  const did = await run(command, args, options);
  if (did.code !== 0) {
    const told = (did.err.trim() || did.out.trim()).split('\n').slice(-12).join('\n      ');
    throw new Trouble(`${path.basename(command)} ${args.join(' ')}\n   ended with ${did.code} and said:\n      ${told}`);
  }
  return did;
}

/** One that is mistyped by nobody: five groups, without letters that look alike. */
export function new_password() {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const pick = () => letters[randomBytes(1)[0] % letters.length];
  return Array.from({ length: 5 }, () => pick() + pick() + pick() + pick()).join('-');
}

export async function free_port(wanted) {
  const is_free = (port) => new Promise((answer) => {
    const probe = net.createServer();
    probe.once('error', () => answer(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => answer(true)));
  });
  for (let port = wanted; port < wanted + 100; ++port) if (await is_free(port)) return port;
  throw new Trouble(`no port between ${wanted} and ${wanted + 99} is free on this machine: stop what uses them.`);
}

/** By its command line: a program that was linked anew meanwhile keeps running under another file. */
function is_running(pid, program) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] === program;
  } catch {
    return false;
  }
}

export const is_running_from = (file, program) =>
  fs.existsSync(file) && is_running(Number(fs.readFileSync(file, 'utf8')), program);

/** Its files and locks are let go of only when its last thread has ended (a Z waits to be read by its parent). */
function is_gone(pid) {
  try {
    const is_dead = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].startsWith('Z');
    return is_dead && fs.readdirSync(`/proc/${pid}/task`).length === 1;
  } catch {
    return true;
  }
}

export async function stop_pid(file, program) {
  if (!fs.existsSync(file)) return false;
  const pid = Number(fs.readFileSync(file, 'utf8'));
  const ran = is_running(pid, program);
  if (ran) {
    process.kill(pid, 'SIGTERM');
    for (let i = 0; i < 200 && !is_gone(pid); ++i) await new Promise((r) => setTimeout(r, 50));
    if (!is_gone(pid)) {
      throw new Trouble(`process ${pid} (${path.basename(program)}) does not stop: end it with kill -9 ${pid}.`);
    }
  }
  fs.rmSync(file, { force: true });
  return ran;
}

export class Server {
  constructor(data) {
    this.data = data;
    this.program = path.join(bin, 'adit-server');
    this.pid_file = path.join(data, '..', 'server.pid');
    this.log = path.join(data, '..', 'server.log');
    this.port_file = path.join(data, '..', 'server.port');
  }
  exists() { return fs.existsSync(path.join(this.data, 'certificate.pem')) && fs.existsSync(this.port_file); }
  get port() { return Number(fs.readFileSync(this.port_file, 'utf8')); }
  get url() { return `https://127.0.0.1:${this.port}`; }
  get certificate() { return fs.readFileSync(path.join(this.data, 'certificate.pem'), 'utf8'); }
  /** For a browser that shall trust this one certificate and no other. */
  get certificate_key_hash() {
    const key = new X509Certificate(this.certificate).publicKey.export({ type: 'spki', format: 'der' });
    return createHash('sha256').update(key).digest('base64');
  }
  must(...args) { return must(this.program, [...args, '--data', this.data]); }
  run(...args) { return run(this.program, [...args, '--data', this.data]); }

  async init({ port, countries, forms }) {
    fs.mkdirSync(path.dirname(this.data), { recursive: true });
    const chosen = await free_port(port);
    await this.must('init', '--host', '127.0.0.1', '--port', String(chosen), '--countries', countries.join(','),
      '--forms', forms);
    fs.writeFileSync(this.port_file, String(chosen));
  }

  async add_person({ name, person_name, role, scopes, password }) {
    const file = path.join(this.data, '..', `.password-${name}`);
    fs.writeFileSync(file, password + '\n', { mode: 0o600 });
    try {
      await this.must('user', 'add', '--name', name, '--person-name', person_name, '--role', role, '--scopes',
        scopes.join(','), '--password-file', file);
    } finally {
      fs.rmSync(file);
    }
  }

  async enrol(laptop, { country, role, person, person_name, laptop_name }) {
    const ticket = path.join(this.data, '..', `${person}.ticket`);
    fs.rmSync(ticket, { force: true });
    await this.must('device', 'invite', '--country', country, '--role', role, '--person', person, '--person-name',
      person_name, '--out', ticket);
    await laptop.must('enrol', '--ticket', ticket, '--laptop', laptop_name);
    fs.rmSync(ticket);  // Its code is used up.
  }

  runs() { return is_running_from(this.pid_file, this.program); }

  async start() {
    if (this.runs()) return false;
    const log = fs.openSync(this.log, 'a');
    const child = spawn(this.program, ['serve', '--data', this.data], { detached: true, stdio: ['ignore', log, log] });
    fs.writeFileSync(this.pid_file, String(child.pid));
    child.unref();
    for (let i = 0; i < 200; ++i) {
      if (await this.is_well()) return true;
      if (child.exitCode !== null) break;
      await new Promise((r) => setTimeout(r, 50));
    }
    await this.stop();
    const told = fs.readFileSync(this.log, 'utf8').trim().split('\n').slice(-6).join('\n      ');
    throw new Trouble(`the server did not start on ${this.url}. ${this.log} ends with:\n      ${told}`);
  }
  stop() { return stop_pid(this.pid_file, this.program); }

  async is_well() {
    try {
      return (await this.request('GET', '/v1/health')).status === 200;
    } catch {
      return false;
    }
  }

  request(method, target, { body, cookie } = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { ...(cookie && { cookie }), ...(text && { 'content-type': 'application/json', origin: this.url }) };
    if (text) headers['content-length'] = Buffer.byteLength(text);
    return new Promise((resolve, reject) => {
      const asked = https.request(this.url + target,
        { method, headers, ca: this.certificate, checkServerIdentity: () => undefined, timeout: 60_000 }, (answer) => {
          const parts = [];
          answer.on('data', (part) => parts.push(part));
          answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }));
        });
      asked.on('timeout', () => asked.destroy(new Error('no answer within 60 s')));
      asked.on('error', reject);
      asked.end(text);
    });
  }

  /** Signs in and gives a function that asks the console's API. */
  async sign_in(user, password) {
    const answer = await this.request('POST', '/api/session', { body: { user, password } });
    if (answer.status !== 200) throw new Trouble(`the console does not let ${user} in: ${answer.text}`);
    const cookie = answer.headers['set-cookie'].map((line) => line.split(';')[0]).join('; ');
    return async (target) => {
      const got = await this.request('GET', target, { cookie });
      if (got.status !== 200) throw new Trouble(`GET ${target} answered ${got.status}: ${got.text}`);
      return got.headers['content-type']?.includes('json') ? JSON.parse(got.text) : got.text;
    };
  }
}

export class Laptop {
  constructor(workspace, name) {
    this.workspace = workspace;
    this.name = name;
    this.program = path.join(bin, 'adit-field');
  }
  exists() { return fs.existsSync(path.join(this.workspace, 'laptop.adit')); }
  must(...args) { return must(this.program, ['--workspace', this.workspace, ...args]); }
  run(...args) { return run(this.program, ['--workspace', this.workspace, ...args]); }
  /** The command's answer as JSON. */
  async json(...args) {
    const did = await this.must('--json', ...args);
    try {
      return JSON.parse(did.out);
    } catch {
      throw new Trouble(`adit-field --json ${args.join(' ')} did not answer JSON but: ${did.out.slice(0, 300)}`);
    }
  }
  /** Plays a robot script in the window, on a virtual display when there is none. */
  play(script, { shots, report, language = 'en' } = {}) {
    const args = ['--workspace', this.workspace, '--language', language, '--robot', script];
    if (shots) args.push('--screenshots', shots);
    if (report) args.push('--frames-report', report);
    return must(path.join(root, 'scripts/screen'), [this.program, ...args], { env: { ADIT_VIRTUAL_SCREEN: '1' } });
  }
}

/** A training visit for the robot: scripts/robot/visit.robot with one place's own words in it. */
export function write_visit(file, place) {
  const script = fs.readFileSync(path.join(root, 'scripts/robot/visit.robot'), 'utf8');
  fs.writeFileSync(file, script.replace(/\{(\w+)\}/g, (braces, word) => place[word] ?? braces));
  return file;
}

/** Real districts of Ghana; the sites in them are made up for training, and every record says so. */
export const training_places = [
  { region: 'Ashanti', district: 'Obuasi Municipal', town: 'Obuasi', latitude: '6.2021', longitude: '-1.6679', name: 'Training Obuasi', code: 'GH-TRN-001' },
  { region: 'Upper East', district: 'Talensi', town: 'Tongo', latitude: '10.7068', longitude: '-0.8065', name: 'Training Talensi', code: 'GH-TRN-002' },
];

/** Ends the script with the sentence of a Trouble, or with the whole story of a defect. */
export function main(work) {
  work().then((code) => process.exit(code ?? 0), (trouble) => {
    console.error(`\nStopped: ${trouble instanceof Trouble ? trouble.message : trouble.stack}`);
    process.exit(1);
  });
}
