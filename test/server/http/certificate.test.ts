import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { keepCertificate } from '../../../src/server/http/certificate.js';
import { type CertificateName, putPem } from '../../support/certificates.js';

const SIZE = 1000;
const LONG_AGO = new Date('2026-01-31T12:00:00.000Z');

test('files are read again that have the size and the times of before, as after a change of who may read them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-certificate-'));
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  const put = (name: CertificateName) => {
    for (const [part, path] of [['cert', files.certFile] as const, ['key', files.keyFile] as const]) {
      putPem(name, part, path);
      writeFileSync(path, readFileSync(path, 'utf8').padEnd(SIZE, '\n'));
      utimesSync(path, LONG_AGO, LONG_AGO);
    }
    return readFileSync(files.certFile);
  };
  put('first');
  const kept = await keepCertificate({ files, log: pino({ level: 'silent' }), clock: () => LONG_AGO.getTime() });
  try {
    const second = put('second');
    while (!kept.current().cert.equals(second)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(kept.current().key.equals(readFileSync(files.keyFile))).toBe(true);
  } finally {
    kept.stop();
    rmSync(folder, { recursive: true });
  }
});
