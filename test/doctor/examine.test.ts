import { expect, test } from '@jest/globals';
import { examine } from '../../src/doctor/index.js';
import type { Check } from '../../src/module/index.js';
import { modules } from '../../src/modules.js';
import { loadConfig } from '../../src/server/config/config.js';
import { ok } from '../../src/toolkit/findings.js';
import { createTestPlace } from '../support/databases.js';

/** Of a server that has this module too. */
async function examineWith(checks: Readonly<Record<string, Check>>, limitSeconds = 20) {
  const place = await createTestPlace('SQLite');
  const all = [...modules, { name: 'test', checks }];
  const readConfig = () => loadConfig({ modules: all, env: { DATA_DIR: place.dataDir } });
  const findings = await examine({ modules: all, readConfig, isEmbedded: true, limitSeconds });
  await place.remove();
  return findings.filter(({ check }) => Object.hasOwn(checks, check));
}

const good: Check = async () => [ok('It works.')];

test('a check of a module is asked; where there is no database yet, it gets none', async () => {
  expect(await examineWith({ good, none: async ({ database }) => [ok(`${database}`)] })).toEqual([
    { check: 'good', level: 'ok', message: 'It works.', mend: null },
    { check: 'none', level: 'ok', message: 'undefined', mend: null },
  ]);
});

test('one that throws, or never ends, is an error, and stops no other', async () => {
  const broken: Check = async () => {
    throw new Error('It broke.');
  };
  const atOnce: Check = () => {
    throw new Error('It broke at once.');
  };
  const endless: Check = () => new Promise(() => {});
  expect(await examineWith({ broken, atOnce, endless, good }, 0.5)).toEqual([
    { check: 'broken', level: 'error', message: 'It broke.', mend: null },
    { check: 'atOnce', level: 'error', message: 'It broke at once.', mend: null },
    { check: 'endless', level: 'error', message: 'No answer within 0.5 s.', mend: expect.any(String) },
    { check: 'good', level: 'ok', message: 'It works.', mend: null },
  ]);
});
