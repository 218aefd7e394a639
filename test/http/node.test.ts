import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeEachDatabase } from '../support/databases.js';
import { expectAnswer, expectError, logout, setUserRoles, takeRequestQueries } from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';

const NODE = 'query ($id: ID!) { node(id: $id) { __typename id } }';
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
const MISSING = { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' };
const UNKNOWN = ['0'.repeat(32), 'nobody', '', ' ', '%', "' or 1=1 --", 'VXNlcjox', '🙂', 'x'.repeat(100_000)];

type Viewer = 'nobody' | 'ada' | 'grace' | 'support' | 'admin';

test('in production, a viewer reads of the types that they can get by node', async () => {
  const server = await startServer({ env: { INTROSPECTION: 'shaped' } });
  try {
    const admin = await server.login(ADMIN.email, ADMIN.password);
    const ada = await server.register('ada@example.com');
    const query = '{ __type(name: "Node") { possibleTypes { name } } }';
    const typesFor = async (token?: string) =>
      (await server.request(query, token === undefined ? {} : { token })).data.__type;
    const names = (...all: string[]) => ({ possibleTypes: all.map((name) => ({ name })) });
    expect(await typesFor()).toBeNull();
    expect(await typesFor(ada.accessToken)).toEqual(names('User', 'Session'));
    expect(await typesFor(admin.accessToken)).toEqual(names('AuditEvent', 'User', 'Session'));
    const { data } = await server.request('{ __schema { queryType { fields { name } } } }');
    expect(JSON.stringify(data)).not.toMatch(/node/i);
  } finally {
    await server.close();
  }
});

describeEachDatabase('node and nodes', (engine) => {
  let server: TestServer;
  const tokens = new Map<Viewer, Tokens>();
  /** An object of each type: Ada's. */
  const ids = { User: '', Session: '', AuditEvent: '' };

  beforeAll(async () => {
    const env = { OPERATION_MAX_ALIASES: '1000', OPERATION_MAX_ROOT_FIELDS: '1000' };
    server = await startServer({ engine, env });
    const admin = await server.login(ADMIN.email, ADMIN.password);
    const ada = await server.register('ada@example.com');
    const grace = await server.register('grace@example.com');
    const { userId } = await server.register('support@example.com');
    await setUserRoles(server, admin.accessToken, userId, ['SUPPORT']);
    const support = await server.login('support@example.com', PASSWORD);
    for (const [name, token] of Object.entries({ admin, ada, grace, support })) tokens.set(name as Viewer, token);
    const query = 'query ($id: ID) { auditEvents(userId: $id, first: 1) { edges { node { id } } } }';
    const options = { token: admin.accessToken, variables: { id: ada.userId } };
    const { edges } = expectAnswer(await server.request(query, options), 'auditEvents');
    Object.assign(ids, { User: ada.userId, Session: ada.sessionId, AuditEvent: edges[0].node.id });
  });
  afterAll(() => server.close());

  const ask = (viewer: Viewer, query: string, variables: Readonly<Record<string, unknown>>) => {
    const token = tokens.get(viewer)?.accessToken;
    return server.request(query, { variables, ...(token !== undefined && { token }) });
  };
  const found = (type: keyof typeof ids) => ({ __typename: type, id: ids[type] });

  describe.each<[Viewer, (keyof typeof ids)[]]>([
    ['ada', ['User', 'Session']],
    ['grace', []],
    ['support', ['User', 'Session', 'AuditEvent']],
    ['admin', ['User', 'Session', 'AuditEvent']],
  ])('to %s', (viewer, seen) => {
    test.each(['User', 'Session', 'AuditEvent'] as const)('a %s', async (type) => {
      const { data, errors } = await ask(viewer, NODE, { id: ids[type] });
      expect({ data, errors }).toEqual({ data: { node: seen.includes(type) ? found(type) : null }, errors: [] });
    });

    test('all of them at once, twice, among ids that nobody has', async () => {
      const asked = [ids.AuditEvent, ...UNKNOWN, ids.User, ids.Session, ids.User];
      const { data, errors } = await ask(viewer, NODES, { ids: asked });
      const expected = (['AuditEvent', ...UNKNOWN, 'User', 'Session', 'User'] as const).map((type) =>
        seen.includes(type as keyof typeof ids) ? found(type as keyof typeof ids) : null,
      );
      expect({ data, errors }).toEqual({ data: { nodes: expected }, errors: [] });
    });

    test('ids that nobody has are null', async () => {
      for (const id of UNKNOWN) {
        const { data, errors } = await ask(viewer, NODE, { id });
        expect({ data, errors }).toEqual({ data: { node: null }, errors: [] });
      }
    });

    test('under aliases, fragments and conditions nothing more', async () => {
      const query = `query ($user: ID!, $session: ID!, $event: ID!) {
        a: node(id: $user) { ...Any } b: node(id: $session) { ... { ...Any } } c: nodes(ids: [$event, $user]) { ...Any }
      }
      fragment Any on Node {
        __typename
        ... on User { email sessions { id userId } }
        ... on Session { userId current }
        ... on AuditEvent @include(if: true) { type concerns: userId }
      }`;
      const variables = { user: ids.User, session: ids.Session, event: ids.AuditEvent };
      const { data, errors } = await ask(viewer, query, variables);
      const user = {
        __typename: 'User',
        email: 'ada@example.com',
        sessions: [{ id: ids.Session, userId: ids.User }],
      };
      const session = { __typename: 'Session', userId: ids.User, current: viewer === 'ada' };
      const event = { __typename: 'AuditEvent', type: expect.any(String), concerns: ids.User };
      const shown = <T>(type: keyof typeof ids, value: T) => (seen.includes(type) ? value : null);
      expect(errors).toEqual([]);
      expect(data).toEqual({
        a: shown('User', user),
        b: shown('Session', session),
        c: [shown('AuditEvent', event), shown('User', user)],
      });
    });
  });

  describe('to nobody', () => {
    test('say that it takes to sign in, whatever the id, and look nothing up', async () => {
      takeRequestQueries(server);
      for (const id of [...Object.values(ids), ...UNKNOWN]) {
        expectError(await ask('nobody', NODE, { id }), 'node', MISSING);
      }
      const { data, errors } = await ask('nobody', NODES, { ids: [ids.User, 'nobody', ids.Session] });
      expect(data).toEqual({ nodes: [null, null, null] });
      expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual(
        [0, 1, 2].map((index) => [['nodes', index], MISSING]),
      );
      expect(takeRequestQueries(server)).toEqual([]);
    });

    test('do so with a stale token, so that a client refreshes it', async () => {
      const response = await server.request(NODE, { token: 'stale', variables: { id: ids.User } });
      expectError(response, 'node', { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });
    });

    test('name no type', async () => {
      const { data } = await ask('nobody', 'query ($id: ID!) { node(id: $id) { __typename ... on User { id } } }', {
        id: ids.User,
      });
      expect(data).toEqual({ node: null });
    });

    test('refusals are in the log as such', () => {
      const told = server.logged.filter(({ msg, viewer }) => msg === 'refused' && viewer === null);
      expect(told.map(({ fields, code }) => ({ fields, code }))).toContainEqual({
        fields: ['Query.node'],
        code: 'UNAUTHENTICATED',
      });
    });
  });

  test('a session that is over is not there', async () => {
    const { userId, sessionId, refreshToken } = await server.login('ada@example.com', PASSWORD);
    const options = { id: sessionId };
    for (const viewer of ['ada', 'support'] as const) {
      expect(expectAnswer(await ask(viewer, NODE, options), 'node')).toEqual({ __typename: 'Session', id: sessionId });
    }
    expect(userId).toBe(ids.User);
    await logout(server, refreshToken);
    for (const viewer of ['ada', 'support'] as const) {
      const { data, errors } = await ask(viewer, NODE, options);
      expect({ data, errors }).toEqual({ data: { node: null }, errors: [] });
    }
  });

  describe('ask each table once', () => {
    const many = Array.from({ length: 100 }, (_, index) => `unknown-${index}`);
    const tablesOf = (queries: readonly string[]) => queries.map((sql) => /from "(\w+)"/.exec(sql)?.[1]).sort();

    test.each<[Viewer, readonly string[]]>([
      ['grace', ['sessions', 'users']],
      ['support', ['audit_events', 'sessions', 'users']],
    ])('for %s', async (viewer, tables) => {
      takeRequestQueries(server);
      const aliases = many.map((id) => `${id.replace('-', '_')}: node(id: "${id}") { id }`);
      const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { id } again: nodes(ids: $ids) { id } ${aliases.join(' ')} }`;
      const { errors } = await ask(viewer, query, { ids: [ids.User, ids.Session, ids.AuditEvent, ...many.slice(3)] });
      expect(errors).toEqual([]);
      expect(tablesOf(takeRequestQueries(server))).toEqual(tables);
    });
  });

  describe('are bounded', () => {
    test('to 100 ids of nodes', async () => {
      const asked = Array.from({ length: 101 }, (_, index) => `${index}`);
      const { data, errors } = await ask('ada', NODES, { ids: asked });
      expect(data).toBeNull();
      expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual([
        [['nodes'], { code: 'BAD_USER_INPUT', field: 'ids' }],
      ]);
      expect((await ask('ada', NODES, { ids: asked.slice(1) })).errors).toEqual([]);
      expect((await ask('ada', NODES, { ids: [] })).data).toEqual({ nodes: [] });
    });

    test('to 1000 ids of all aliases together, before anything is looked up', async () => {
      const asked = Array.from({ length: 100 }, (_, index) => `${index}`);
      const all = (count: number) =>
        Array.from({ length: count }, (_, i) => `a${i}: nodes(ids: $ids) { id }`).join(' ');
      const ten = await ask('ada', `query ($ids: [ID!]!) { ${all(10)} }`, { ids: asked });
      expect(ten.errors).toEqual([]);
      const more = `query ($ids: [ID!]!) { ${all(10)} one: node(id: "${ids.User}") { id } }`;
      const { data, errors } = await ask('ada', more, { ids: asked });
      expect(data.one).toBeNull();
      expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual([
        [['one'], { code: 'BAD_USER_INPUT', field: 'id' }],
      ]);
    });
  });
});
