import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { putPem, requestSecurely } from '../support/certificates.js';
import { createTestPlace } from '../support/databases.js';
import { endProcesses, environmentOf, startMain } from '../support/process.js';

afterEach(endProcesses);

test('SIGHUP has the certificate read again, and changes nothing where there is no file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-reload-'));
  const [place, plainPlace] = [await createTestPlace('SQLite'), await createTestPlace('SQLite')];
  const [TLS_CERT_FILE, TLS_KEY_FILE] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  try {
    putPem('first', 'cert', TLS_CERT_FILE);
    putPem('first', 'key', TLS_KEY_FILE);
    const [secure, plain] = await Promise.all([
      startMain({ env: { ...environmentOf(place), TLS_CERT_FILE, TLS_KEY_FILE } }),
      startMain({ env: environmentOf(plainPlace) }),
    ]);
    const reads = () => secure.stdout().split('the TLS certificate was loaded').length - 1;
    expect(reads()).toBe(1);
    secure.kill('SIGHUP');
    while (reads() < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    const url = secure.url.replace('127.0.0.1', 'localhost');
    expect((await requestSecurely(url, { query: '{ __typename }' })).body).toEqual({ data: { __typename: 'Query' } });
    secure.kill('SIGTERM');
    expect(await secure.ended).toMatchObject({ code: 0, signal: null });
    plain.kill('SIGHUP');
    while (!plain.stdout().includes('there is no file to reload or reopen'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await fetch(new URL('/healthz', plain.url))).status).toBe(200);
    plain.kill('SIGTERM');
    expect(await plain.ended).toMatchObject({ code: 0, signal: null });
  } finally {
    rmSync(folder, { recursive: true });
    await place.remove();
    await plainPlace.remove();
  }
});

test('a server in a terminal that is closed ends in order', async () => {
  const place = await createTestPlace('SQLite');
  let pid = 0;
  try {
    // util-linux makes a terminal; the server is what it runs.
    const env = { ...process.env, ...environmentOf(place), LOG_FORMAT: 'json' };
    const child = spawn('script', ['-qec', `exec "${process.execPath}" dist/main.js`, '/dev/null'], { env });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const ended = once(child, 'close');
    while (!output.includes('Portcullis answers at')) await new Promise((resolve) => setTimeout(resolve, 20));
    pid = Number(/"pid":(\d+)/.exec(output)?.[1]);
    process.kill(pid, 'SIGHUP');
    expect((await ended)[0]).toBe(0);
    pid = 0;
    expect(output).toContain('the server has stopped');
  } finally {
    if (pid > 0) process.kill(pid, 'SIGKILL');
    await place.remove();
  }
});
