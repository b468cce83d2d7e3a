// A headless Chromium that opens the console as a person would: for pictures and for a look that it works.
//
// Spoken to over its own pipe (the DevTools protocol), so nothing is installed beside the browser. It
// trusts the one certificate it is told of, keeps its profile in a folder that is removed, and ends with
// close().
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Trouble } from './programme.mjs';

const kWaitMaxMs = 20_000;

function find_browser() {
  for (const name of [process.env.ADIT_BROWSER, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) {
    if (name && fs.existsSync(name)) return name;
  }
  throw new Trouble('no Chromium on this machine: run scripts/setup, or name a browser in ADIT_BROWSER.');
}

export class Browser {
  static async open({ certificate_key_hash, width = 1366, height = 768 }) {
    const browser = new Browser();
    browser.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'adit-browser-'));
    browser.child = spawn(find_browser(), [
      '--headless=new', '--remote-debugging-pipe', '--no-first-run', '--disable-gpu', '--hide-scrollbars',
      '--disable-dev-shm-usage', '--disable-background-networking', '--lang=en',
      `--user-data-dir=${browser.profile}`, `--window-size=${width},${height}`,
      `--ignore-certificate-errors-spki-list=${certificate_key_hash}`,
      ...(process.getuid() === 0 ? ['--no-sandbox'] : []), 'about:blank',
    ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    browser.listen();
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    browser.session = sessionId;
    await browser.send('Page.enable');
    await browser.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    return browser;
  }

  listen() {
    this.next = 1;
    this.asked = new Map();
    let rest = Buffer.alloc(0);
    this.child.stdio[4].on('data', (part) => {
      rest = Buffer.concat([rest, part]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        const told = JSON.parse(rest.subarray(0, end).toString());
        rest = rest.subarray(end + 1);
        const waits = this.asked.get(told.id);
        if (!waits) continue;
        this.asked.delete(told.id);
        if (told.error) waits.reject(new Trouble(`the browser said: ${told.error.message}`));
        else waits.resolve(told.result);
      }
    });
    this.child.on('close', () => {
      for (const waits of this.asked.values()) waits.reject(new Trouble('the browser ended unexpectedly: start it by hand to see why.'));
    });
    this.child.stdio[3].on('error', () => {});
  }

  send(method, params = {}) {
    const id = this.next++;
    const message = { id, method, params, ...(this.session && { sessionId: this.session }) };
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      this.child.stdio[3].write(JSON.stringify(message) + '\0');
    });
  }

  async look(expression) {
    const seen = await this.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (seen.exceptionDetails) throw new Trouble(`the page failed: ${seen.exceptionDetails.exception?.description}`);
    return seen.result.value;
  }

  /** Waits until the expression holds on the page. */
  async until(what, expression) {
    for (const end = Date.now() + kWaitMaxMs; Date.now() < end;) {
      if (await this.look(`Boolean(${expression})`).catch(() => false)) return;
      await new Promise((r) => setTimeout(r, 50));
    }
    const shown = await this.look('document.body ? document.body.innerText.slice(0, 600) : ""').catch(() => '');
    throw new Trouble(`the console did not show ${what} within ${kWaitMaxMs / 1000} s. It shows:\n${shown}`);
  }

  go(url) { return this.send('Page.navigate', { url }); }

  /** Types into the field that the selector finds, as a keyboard would. */
  async type(selector, text) {
    await this.look(`document.querySelector(${JSON.stringify(selector)}).focus()`);
    await this.send('Input.insertText', { text });
  }

  press(selector) { return this.look(`document.querySelector(${JSON.stringify(selector)}).click()`); }

  async shot(file) {
    await new Promise((r) => setTimeout(r, 300));  // Let the last fonts and tiles come in.
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    fs.writeFileSync(file, Buffer.from(data, 'base64'));
  }

  async close() {
    const ended = new Promise((r) => this.child.on('close', r));
    this.asked.clear();
    this.child.kill('SIGTERM');
    await ended;
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
