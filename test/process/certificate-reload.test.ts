import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { putPem, requestSecurely } from '../support/certificates.js';
import { createTestPlace } from '../support/databases.js';
import { endProcesses, environmentOf, startMain } from '../support/process.js';

afterEach(endProcesses);

test('SIGHUP has the certificate read again, and ends a process that has none', async () => {
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
    const reads = () => secure.stdout().split('the TLS certificate was read').length - 1;
    expect(reads()).toBe(1);
    secure.kill('SIGHUP');
    while (reads() < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    const url = secure.url.replace('127.0.0.1', 'localhost');
    expect((await requestSecurely(url, { query: '{ __typename }' })).body).toEqual({ data: { __typename: 'Query' } });
    secure.kill('SIGTERM');
    expect(await secure.ended).toMatchObject({ code: 0, signal: null });
    plain.kill('SIGHUP');
    expect(await plain.ended).toMatchObject({ code: null, signal: 'SIGHUP' });
  } finally {
    rmSync(folder, { recursive: true });
    await place.remove();
    await plainPlace.remove();
  }
});
