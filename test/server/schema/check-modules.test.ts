import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { modules } from '../../../src/modules.js';
import { loadConfig } from '../../../src/server/config/config.js';
import { createServer } from '../../../src/server/create-server.js';
import { checkModules } from '../../../src/server/schema/check-modules.js';
import { defineModule } from '../../../src/toolkit/define-module.js';
import { createTestPlace, type TestPlace } from '../../support/databases.js';
import { MASTER_KEY } from '../../support/server.js';
import { problemsOf } from '../problems.js';

const without = (...names: readonly string[]) => modules.filter(({ name }) => !names.includes(name));

describe('a module that is left out', () => {
  test.each([
    ['mail', ['modules: "accounts" needs the module "mail". Add it, or remove "accounts" too.']],
    ['accounts', ['modules: "sessions" needs the module "accounts". Add it, or remove "sessions" too.']],
    ['sessions', ['modules: "accounts" needs the module "sessions". Add it, or remove "accounts" too.']],
    ['instances', ['modules: The server needs the module "instances". Add it.']],
    [
      'rate-limits',
      [
        'modules: The server needs the module "rate-limits". Add it.',
        'modules: "accounts" needs the module "rate-limits". Add it, or remove "accounts" too.',
        'modules: "sessions" needs the module "rate-limits". Add it, or remove "sessions" too.',
      ],
    ],
    [
      'revocation',
      [
        'modules: The server needs the module "revocation". Add it.',
        'modules: "accounts" needs the module "revocation". Add it, or remove "accounts" too.',
        'modules: "sessions" needs the module "revocation". Add it, or remove "sessions" too.',
      ],
    ],
  ])('is named with what needs it: %s', (name, problems) => {
    expect(
      problemsOf(() => createServer({ modules: without(name), config: loadConfig({ modules, env: {} }) })),
    ).toEqual(problems);
  });

  test('of your own is one as well', () => {
    const needs = ['projects'];
    expect(problemsOf(() => checkModules([...modules, defineModule({ name: 'tasks', needs })]))).toEqual([
      'modules: "tasks" needs the module "projects". Add it, or remove "tasks" too.',
    ]);
    expect(() => checkModules([...modules, defineModule({ name: 'tasks', needs: ['mail'] })])).not.toThrow();
  });
});

/** The modules of services that are called otherwise. */
const OWNERS: Readonly<Record<string, string>> = { keyManager: 'keys', rateLimits: 'rate-limits' };

/** The services that the files of a module speak of, by the name of the module that has them. */
function used(module: string): readonly string[] {
  const folder = `src/modules/${module}`;
  const text = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, 'utf8'));
  const services = text.flatMap((source) => [...source.matchAll(/\bservices\.(\w+)/g)].map(([, name = '']) => name));
  const owners = services.map((service) => OWNERS[service] ?? service);
  return [...new Set(owners)].filter((owner) => owner !== module && modules.some(({ name }) => name === owner)).sort();
}

test.each(modules.map(({ name, needs = [] }) => [name, needs] as const))('%s needs what it uses', (name, needs) => {
  expect(needs).toEqual(used(name));
});

describe('a server without accounts', () => {
  let place: TestPlace;
  afterEach(() => place.remove());

  test('answers what its modules have, and nothing of the others', async () => {
    place = await createTestPlace('SQLite');
    const own = defineModule({
      name: 'own',
      typeDefs: 'extend type Query { open: String @public  shut: String @auth }',
      resolvers: { Query: { open: () => 'come in', shut: () => 'gold' } },
    });
    const kept = [...without('accounts', 'sessions', 'mail'), own];
    const env = { DATA_DIR: place.dataDir, MASTER_KEY, TOKEN_ALGORITHM: 'ES256', LOG_LEVEL: 'silent' };
    const server = createServer({ modules: kept, config: loadConfig({ modules: kept, env }), announce: () => {} });
    const ask = async (query: string) => {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify({ query }) };
      return (await server.fetch(new Request('http://localhost/graphql', init))).json();
    };
    expect(await ask('{ open shut }')).toMatchObject({
      data: { open: 'come in', shut: null },
      errors: [{ path: ['shut'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await ask('{ me { id } }')).toMatchObject({
      errors: [{ message: 'Cannot query field "me" on type "Query".' }],
    });
    await server.close();
  });
});
