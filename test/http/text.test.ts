import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphQLScalarType, valueFromASTUntyped } from 'graphql';
import { describeEachDatabase, type Engine } from '../support/databases.js';
import type { GraphqlResponse } from '../support/graphql.js';
import { login, register } from '../support/operations.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const module = createTestModule({
  sdl: `
  scalar Json
  input Note { text: String, tags: [String!], json: Json }
  extend type Query {
    length(text: String, id: ID, texts: [String!], note: Note, notes: [Note!], json: Json): String @public
  }`,
  resolvers: {
    Json: new GraphQLScalarType({
      name: 'Json',
      parseValue: (value) => value,
      parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
    }),
    Query: { length: (_root, args) => JSON.stringify(args) },
  },
});

const BAD: readonly [what: string, text: string][] = [
  ['a lone surrogate', 'x\ud800'],
  ['the other half of one', '\udc00x'],
  ['halves in the wrong order', '\udc00\ud800'],
  ['U+0000', 'a\u0000b'],
  ['an escape', '\u001b[2J'],
  ['U+007F', 'a\u007f'],
  ['a C1 control', 'a\u009b'],
];

const PARAMETERS = 'query ($text: String, $id: ID, $texts: [String!], $note: Note, $notes: [Note!], $json: Json)';
const ARGUMENTS = 'text: $text, id: $id, texts: $texts, note: $note, notes: $notes, json: $json';
const QUERY = `${PARAMETERS} { length(${ARGUMENTS}) }`;

/** Where a text can be, as a variable and in the document, and how an error names it. */
const PLACES: readonly [place: string, variables: (text: string) => object, literal: (text: string) => string][] = [
  ['text', (text) => ({ text }), (text) => `text: ${text}`],
  ['id', (id) => ({ id }), (text) => `id: ${text}`],
  ['texts[1]', (text) => ({ texts: ['a', text] }), (text) => `texts: ["a", ${text}]`],
  ['note.text', (text) => ({ note: { text } }), (text) => `note: { text: ${text} }`],
  ['notes[0].tags[1]', (text) => ({ notes: [{ tags: ['a', text] }] }), (text) => `notes: [{ tags: ["a", ${text}] }]`],
  ['json', (json) => ({ json }), (text) => `json: ${text}`],
  ['json.a[0].b', (b) => ({ json: { a: [{ b }] } }), (text) => `json: { a: [{ b: ${text} }] }`],
  ['note.json.a', (a) => ({ note: { json: { a } } }), (text) => `note: { json: { a: ${text} } }`],
];

function expectNoText({ status, data, errors }: GraphqlResponse, where: string): void {
  expect({ status, data }).toEqual({ status: 200, data: undefined });
  expect(errors).toEqual([
    expect.objectContaining({
      message: expect.stringContaining(`${where}: `),
      extensions: { code: 'BAD_USER_INPUT' },
    }),
  ]);
}

describeEachDatabase('what is no text', (engine: Engine) => {
  let server: TestServer;
  let token = '';

  beforeAll(async () => {
    server = await startServer({ engine, modules: [module] });
    token = (await server.login(ADMIN.email, ADMIN.password)).accessToken;
    // The same document again is answered without Apollo.
    await server.request(QUERY, { variables: { text: 'a' } });
  });
  afterAll(() => server.close());

  describe.each(BAD)('%s', (_what, text) => {
    test.each(PLACES)('in the variable $%s is refused, and its place named', async (place, variables) => {
      expectNoText(await server.request(QUERY, { variables: { ...variables(text) } }), `Variable "$${place}"`);
    });

    test('nor in a variable of an operation that comes again', async () => {
      const query = `${QUERY} # ${text.charCodeAt(0)}`;
      for (let round = 0; round < 3; round += 1)
        expectNoText(await server.request(query, { variables: { text } }), 'Variable "$text"');
    });

    test('as a key of JSON', async () => {
      expectNoText(await server.request(QUERY, { variables: { json: { a: { [text]: 1 } } } }), 'Variable "$json.a"');
    });
  });

  describe.each(BAD.slice(3))('%s', (_what, text) => {
    const written = JSON.stringify(text).replace('\u007f', '\\u007f').replace('\u009b', '\\u009b');
    test.each(PLACES)('in the document, as %s, is refused, and its place named', async (place, _variables, literal) => {
      for (let round = 0; round < 2; round += 1)
        expectNoText(await server.request(`{ length(${literal(written)}) }`), `Argument "${place}"`);
    });

    test('in the default of a variable', async () => {
      expectNoText(
        await server.request(`query ($n: Note = { text: ${written} }) { length(note: $n) }`),
        'Variable "$n.text"',
      );
    });
  });

  test('a lone surrogate in the document is a mistake of its syntax, escaped or not', async () => {
    for (const query of ['{ length(text: "\\ud800") }', '{ length(text: "\ud800") }']) {
      const { data, errors } = await server.request(query);
      expect(data).toBeUndefined();
      expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
    }
  });

  test('no value is repeated', async () => {
    const response = await register(server, { email: 'ada@example.com', password: 'hunter2 hunter2\ud800' });
    expectNoText(response, 'Variable "$input.password"');
    expect(JSON.stringify([response.errors, server.logged])).not.toContain('hunter2');
  });

  test('a text with line ends, tabs, and all that Unicode has, comes as it is', async () => {
    const text = 'a\tb\r\nc\u00a0\u2028é🙂\u{10ffff}\ufffd\ufeff';
    const { data } = await server.request(QUERY, { variables: { text, json: { [text]: text } } });
    expect(JSON.parse(data.length)).toEqual({ text, json: { [text]: text } });
  });

  test('a password with half a character signs in with no other half', async () => {
    expectNoText(
      await register(server, { email: 'eve@example.com', password: 'secret horse \ud83d' }),
      'Variable "$input.password"',
    );
    expectNoText(await login(server, 'eve@example.com', 'secret horse \ud83e'), 'Variable "$password"');
  });

  test.each([
    ['a user', 'query ($x: ID!) { user(id: $x) { id } }'],
    ['a search', 'query ($x: String) { users(search: $x) { edges { cursor } } }'],
    ['a cursor', 'query ($x: String) { users(after: $x) { edges { cursor } } }'],
    ['audit events', 'query ($x: ID) { auditEvents(userId: $x) { edges { cursor } } }'],
    ['a refresh token', 'mutation ($x: String!) { refresh(refreshToken: $x) { userId } }'],
    ['a token to sign out', 'mutation ($x: String) { logout(refreshToken: $x) }'],
    ['a token of a mail', 'mutation ($x: String!) { verifyEmail(token: $x, password: "x") }'],
    ['a token of another', 'mutation ($x: String!) { resetPassword(token: $x, newPassword: "x") }'],
    ['an address', 'mutation ($x: String!) { requestPasswordReset(email: $x) }'],
    ['roles of a user', 'mutation ($x: ID!) { setUserRoles(userId: $x, roles: []) { id } }'],
    ['a session', 'mutation ($x: ID!) { revokeSession(id: $x) }'],
    ['a token', 'mutation ($x: ID!) { revokeToken(jti: $x) }'],
    ['a name', 'mutation ($x: String) { updateProfile(input: { name: $x }) { id } }'],
  ])('%s is asked for by text alone', async (_what, query) => {
    for (const x of ['a\u0000', 'a\ud800'])
      expectNoText(await server.request(query, { token, variables: { x } }), 'Variable "$x"');
  });

  test('in a query by GET, neither a control character nor bytes that are not UTF-8', async () => {
    const get = async (variables: string) => {
      const url = `${server.url}?query=${encodeURIComponent(QUERY)}&variables=${variables}`;
      const response = await fetch(url, { headers: { 'apollo-require-preflight': 'true' } });
      return { status: response.status, body: await response.json() };
    };
    expect(await get('%7B%22text%22:%22%C3%A9%22%7D')).toEqual({
      status: 200,
      body: { data: { length: '{"text":"é"}' } },
    });
    const control = { errors: [expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } })] };
    expect(await get('%7B%22text%22:%22%5Cu0000%22%7D')).toEqual({ status: 200, body: control });
    for (const bytes of ['%FF', '%ED%A0%80', '%C0%80'])
      expect((await get(`%7B%22text%22:%22${bytes}%22%7D`)).status).toBe(400);
  });
});
