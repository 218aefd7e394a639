import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { insertUser } from '../../src/modules/accounts/store.js';
import { modules } from '../../src/modules.js';
import { printSdl } from '../../src/server/schema/print-sdl.js';
import type { TestPlace } from '../support/databases.js';
import { expectError } from '../support/operations.js';
import { ADMIN, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';
import { type Compilation, compile, operationOf } from './relay/compile.js';

const SDL = printSdl({ modules });

let compiled: Compilation;
let place: TestPlace;
let server: TestServer;
let admin: Tokens;

beforeAll(async () => {
  compiled = await compile(SDL);
  place = await createServerPlace('SQLite');
  server = await startServer({ place });
  admin = await server.login(ADMIN.email, ADMIN.password);
  await withDatabase(place, async ({ query }) => {
    for (const index of [1, 2, 3, 4]) {
      const rest = { name: null, passwordHash: '', roles: ['USER'], disabled: false, emailVerified: false, version: 1 };
      await insertUser(query, {
        id: `user-${index}`,
        email: `user-${index}@example.com`,
        ...rest,
        createdAt: 3e12 + index,
      });
    }
  });
});
afterAll(async () => {
  await server.close();
  await place.remove();
  rmSync(compiled.directory, { recursive: true });
});

/** Sends what an artifact would send, as Relay does: its text and its variables. */
const run = (artifact: string, variables: Readonly<Record<string, unknown>> = {}, token = admin.accessToken) =>
  server.request(operationOf(compiled.artifacts.get(artifact)), { token, variables });

test('relay-compiler compiles a project against the schema', () => {
  expect({ code: compiled.code, output: compiled.output }).toEqual({
    code: 0,
    output: expect.not.stringContaining('ERROR'),
  });
  expect([...compiled.artifacts.keys()].sort()).toEqual([
    ...['usersEvent', 'usersEventQuery', 'usersList', 'usersPageQuery', 'usersQuery'],
    ...['usersRow', 'usersRowQuery', 'usersSession', 'usersSessionQuery'],
  ]);
});

test.each([
  ['interface Node', / implements Node\b/g, '', /@refetchable/],
  ['last and before', /, last: Int, before: String/g, '', /last|before/],
])('and would not without %s', async (_what, pattern, replacement, message) => {
  expect(SDL).toMatch(pattern);
  const lacking = SDL.replaceAll(pattern, replacement);
  const { code, output, directory } = await compile(lacking);
  rmSync(directory, { recursive: true });
  expect(code).not.toBe(0);
  expect(output).toMatch(message);
});

test.each([
  ['usersRowQuery', () => admin.userId, { email: ADMIN.email }],
  ['usersSessionQuery', () => admin.sessionId, { current: true }],
])('%s reads an object anew by its id', async (artifact, idOf, expected) => {
  const { data, errors } = await run(artifact, { id: idOf() });
  expect(errors).toEqual([]);
  expect(data.node).toMatchObject({ id: idOf(), ...expected });
});

test('a stale token is told, so that the client refreshes it, and does not forget the object', async () => {
  expectError(await run('usersRowQuery', { id: admin.userId }, 'stale'), 'node', {
    code: 'UNAUTHENTICATED',
    reason: 'TOKEN_INVALID',
  });
});

test('the list goes on forward and backward, as usePaginationFragment asks for it', async () => {
  const start = await run('usersQuery');
  expect(start.errors).toEqual([]);
  const emailsOf = (data: typeof start.data) =>
    data.users.edges.map((edge: { node: { email: string } }) => edge.node.email);
  expect(start.data.me.email).toBe(ADMIN.email);
  expect(emailsOf(start.data)).toEqual([ADMIN.email, 'user-1@example.com']);
  const { endCursor } = start.data.users.pageInfo;
  const next = await run('usersPageQuery', { first: 2, after: endCursor, last: null, before: null });
  expect(emailsOf(next.data)).toEqual(['user-2@example.com', 'user-3@example.com']);
  expect(next.data.users.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  const { startCursor } = next.data.users.pageInfo;
  const back = await run('usersPageQuery', { first: null, after: null, last: 2, before: startCursor });
  expect(back.errors).toEqual([]);
  expect(back.data.users.edges.map(({ cursor }: { cursor: string }) => cursor)).toEqual(
    start.data.users.edges.map(({ cursor }: { cursor: string }) => cursor),
  );
  expect(back.data.users.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
});
