import { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StartupError } from '../../../src/errors.js';
import { modules } from '../../../src/modules.js';
import { loadConfig } from '../../../src/server/config/config.js';
import { warningsOf } from '../../../src/server/config/warnings.js';
import { MASTER_KEY } from '../../support/server.js';

const TEXT = 'super-secret-jwt-token-with-at-least-32-characters';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-issuers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (issuers: unknown, env: Readonly<Record<string, string>> = {}) =>
  loadConfig({ modules, env: { MASTER_KEY, TRUSTED_ISSUERS: JSON.stringify(issuers), ...env } });
const problemsOf = (issuers: unknown, env: Readonly<Record<string, string>> = {}): readonly string[] => {
  try {
    load(issuers, env);
    return [];
  } catch (error) {
    if (error instanceof StartupError) return error.problems;
    throw error;
  }
};
const supabase = (secret: unknown) => ({ preset: 'supabase', issuer: 'https://ref.supabase.co/auth/v1', secret });
const bytesOf = (secret: unknown): Buffer =>
  secret instanceof KeyObject ? secret.export() : Buffer.from(secret as Uint8Array);
const secretOf = (secret: unknown, env?: Readonly<Record<string, string>>) => {
  const [issuer] = load([supabase(secret)], env).trustedIssuers;
  return bytesOf(issuer?.secret).toString();
};

describe('the secret of an issuer', () => {
  test('comes from a variable, as text or encoded', () => {
    expect(secretOf({ variable: 'IDP_SECRET' }, { IDP_SECRET: TEXT })).toBe(TEXT);
    for (const encoding of ['base64', 'hex'] as const) {
      const env = { IDP_SECRET: Buffer.from(TEXT).toString(encoding) };
      expect(secretOf({ variable: 'IDP_SECRET', encoding }, env)).toBe(TEXT);
    }
  });

  test('comes from a file, without its last line break', () => {
    const file = join(folder, 'secret');
    for (const end of ['', '\n', '\r\n']) {
      writeFileSync(file, `${TEXT}${end}`);
      expect(secretOf({ file })).toBe(TEXT);
    }
  });

  test('is no file of bytes that are no text, unless it says how they are written', () => {
    const file = join(folder, 'bytes');
    writeFileSync(file, Buffer.from(Array.from({ length: 48 }, (_, at) => 255 - at)));
    expect(problemsOf([supabase({ file })])).toEqual([
      expect.stringMatching(/secret: The secret is not valid utf8\.$/),
    ]);
  });

  test('is nothing that the configuration shows', () => {
    const { trustedIssuers } = load([supabase({ variable: 'IDP_SECRET' })], { IDP_SECRET: TEXT });
    expect(JSON.stringify(trustedIssuers)).not.toContain(TEXT.slice(0, 8));
    expect(JSON.stringify(trustedIssuers)).not.toContain(String(Buffer.from(TEXT)[0]).concat(','));
  });

  const HOW =
    /Write { "variable": "NAME" } or { "file": "path" } to say where the secret is; do not put the secret itself here\.$/;
  test.each<[string, unknown, RegExp]>([
    ['written here', TEXT, HOW],
    ['of two places', { variable: 'IDP_SECRET', file: 'secret' }, HOW],
    ['of no place', {}, HOW],
    ['with what is not known', { variable: 'IDP_SECRET', from: 'x' }, HOW],
    ['of a variable that is not set', { variable: 'OTHER_SECRET' }, /The variable of the secret is not set\.$/],
    ['of what every object has', { variable: 'constructor' }, /The variable of the secret is not set\.$/],
    ['of a prototype', { variable: '__proto__' }, /The variable of the secret is not set\.$/],
    ['of a list of variables', { variable: ['IDP_SECRET'] }, /The variable of the secret is not set\.$/],
    ['of a file that is not there', { file: '/no/such/file' }, /The file of the secret cannot be read, or is empty\.$/],
    ['in another encoding', { variable: 'IDP_SECRET', encoding: 'base64' }, /The secret is not valid base64\.$/],
    ['in an encoding that is not known', { variable: 'IDP_SECRET', encoding: 'rot13' }, /utf8, base64, hex\.$/],
    ['too short', { variable: 'SHORT' }, /secret: A secret must have at least 32 bytes/],
    ['that can be guessed', { variable: 'DULL' }, /The secret can be guessed\./],
  ])('%s stops the start, and is not shown', (_what, secret, problem) => {
    const env = { IDP_SECRET: TEXT, SHORT: TEXT.slice(0, 31), DULL: 'ab'.repeat(32) };
    const problems = problemsOf([supabase(secret)], env);
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems[0]).toMatch(/^TRUSTED_ISSUERS: 0\.secret: /);
    for (const value of Object.values(env)) expect(problems[0]).not.toContain(value);
  });
});

test('all that is wrong with all issuers is told at once', () => {
  const good = { issuer: 'https://a.test', audience: 'api' };
  expect(problemsOf([good, { ...good, audiance: 'x' }, { issuer: 'b', maxBytes: 0 }, good])).toEqual([
    expect.stringMatching(/^TRUSTED_ISSUERS: 1\.audiance: Unknown option\./),
    expect.stringMatching(/^TRUSTED_ISSUERS: 2\.audience: /),
    expect.stringMatching(/^TRUSTED_ISSUERS: 2\.maxBytes: /),
    'TRUSTED_ISSUERS: The issuer https://a.test occurs twice.',
  ]);
  expect(problemsOf({})).toEqual([expect.stringMatching(/^TRUSTED_ISSUERS: /)]);
});

test('keys over http are warned of where they come from elsewhere, and nowhere else', () => {
  const warned = (issuer: object) =>
    warningsOf(load([{ audience: 'api', ...issuer }])).filter((warning) => warning.startsWith('TRUSTED_ISSUERS'));
  expect(warned({ issuer: 'https://a.test', jwksUri: 'http://keys.test/jwks', allowHttp: true })).toEqual([
    'TRUSTED_ISSUERS: the keys of https://a.test are fetched from http://keys.test/jwks over http. Anyone on the network path can replace them and sign tokens with any role. Use https.',
  ]);
  expect(warned({ issuer: 'http://a.test', allowHttp: true })).toHaveLength(1);
  expect(warned({ issuer: 'https://a.test', jwksUri: 'http://127.0.0.1:8080/jwks', allowHttp: true })).toEqual([]);
  expect(warned({ issuer: 'https://a.test', allowHttp: true })).toEqual([
    'TRUSTED_ISSUERS: the keys of https://a.test may be fetched over http from the address in its metadata. Anyone on the network path can replace them and sign tokens with any role. Use https.',
  ]);
  expect(warned({ issuer: 'https://a.test' })).toEqual([]);
});
