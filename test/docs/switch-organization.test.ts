import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context, ModuleDeps } from '../../src/module/index.js';
import { readCodeBlocks } from '../support/code-blocks.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { expectAlive, expectAnswer, refresh } from '../support/operations.js';
import { PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';
import { withDatabase } from '../support/with-database.js';

interface Example {
  createOrganizations(deps: ModuleDeps): unknown;
  switchOrganization(organizations: unknown, args: { readonly id: string }, context: Context): unknown;
}

const blocks = readCodeBlocks('docs/sessions.md').filter(({ text }) => text.includes('switchOrganization'));
const textOf = (language: string) => blocks.find((block) => block.language === language)?.text ?? '';
const folder = mkdtempSync(join(tmpdir(), 'portcullis-example-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The example of the page, on the sources that are tested. */
async function readExample(): Promise<Example> {
  const path = join(folder, 'switch-organization.ts');
  const [code = ''] = textOf('ts').split('declare module');
  writeFileSync(path, code.replace("'portcullis'", `'${pathToFileURL(resolve('src/index.ts'))}'`));
  return import(pathToFileURL(path).href);
}

const { createOrganizations, switchOrganization } = await readExample();
/** The service of the server that started last: one after the other. */
let organizations: unknown;
const organizationsModule = createTestModule({
  sdl: `${textOf('graphql')} extend type Query { org(id: ID!): ID @auth(claims: [{ name: "org", argument: "id" }]) }`,
  migrations: {
    '001-members': {
      up: async (db) => {
        const table = db.schema.createTable('members').addColumn('organization_id', 'text');
        await table.addColumn('user_id', 'text').execute();
      },
    },
  },
  services: (deps) => {
    organizations = createOrganizations(deps);
    return {};
  },
  resolvers: {
    Query: { org: (_root, { id }) => id },
    Mutation: { switchOrganization: (_root, args, context) => switchOrganization(organizations, args, context) },
  },
});

describeEachDatabase('to switch the organization', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  let users = 0;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place, modules: [organizationsModule] });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  /** A member of these. */
  const register = async (...organizations: readonly string[]): Promise<Tokens> => {
    users += 1;
    const tokens = await server.register(`user-${users}@example.com`);
    await withDatabase(place, async ({ query }) => {
      for (const id of organizations) {
        const values = { organization_id: id, user_id: tokens.userId };
        await query
          .insertInto('members' as never)
          .values(values as never)
          .execute();
      }
    });
    return tokens;
  };
  const switchTo = (id: string, { accessToken: token }: Tokens) =>
    server.request(`mutation { switchOrganization(id: "${id}") }`, { token });
  const refreshed = async ({ refreshToken }: Tokens): Promise<Tokens> =>
    expectAnswer(await refresh(server, refreshToken), 'refresh');
  const orgsOf = async ({ accessToken: token }: Tokens) => {
    const { data, errors } = await server.request('{ acme: org(id: "acme") other: org(id: "other") }', { token });
    expect(errors.map(({ path, extensions: { code } }) => [path, code])).toEqual(
      ['acme', 'other'].filter((name) => data[name] === null).map((name) => [[name], 'FORBIDDEN']),
    );
    return data;
  };

  test('of a member shows in the next token, and the one of before has the old one', async () => {
    const first = await register('acme', 'other');
    expect((await switchTo('acme', first)).data).toEqual({ switchOrganization: true });
    const second = await refreshed(first);
    expect((await switchTo('other', second)).data).toEqual({ switchOrganization: true });
    // Within the grace, where nothing of the session moves.
    const third = await refreshed(second);
    expect(third.refreshToken).toBe(second.refreshToken);
    expect(await orgsOf(first)).toEqual({ acme: null, other: null });
    expect(await orgsOf(second)).toEqual({ acme: 'acme', other: null });
    expect(await orgsOf(third)).toEqual({ acme: null, other: 'other' });
    for (const tokens of [first, second, third]) await expectAlive(server, tokens);
  });

  test('of somebody else is FORBIDDEN, and changes nothing', async () => {
    const member = await register('acme');
    await switchTo('acme', member);
    const { data, errors } = await switchTo('other', member);
    expect(data).toEqual({ switchOrganization: null });
    expect(errors.map(({ path, extensions: { code } }) => [path, code])).toEqual([
      [['switchOrganization'], 'FORBIDDEN'],
    ]);
    expect(await orgsOf(await refreshed(member))).toEqual({ acme: 'acme', other: null });
    const stranger = await register();
    expect((await switchTo('acme', stranger)).errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await orgsOf(await refreshed(stranger))).toEqual({ acme: null, other: null });
  });

  test('is for one session: another one of the user has none', async () => {
    const member = await register('acme');
    const other = await server.login(`user-${users}@example.com`, PASSWORD);
    await switchTo('acme', member);
    expect(await orgsOf(await refreshed(other))).toEqual({ acme: null, other: null });
  });
});

describe('the example', () => {
  test('is in the page', () => {
    expect(blocks.map(({ language }) => language)).toEqual(['graphql', 'ts']);
  });
});
