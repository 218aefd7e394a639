import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defineModule } from '../../src/index.js';
import type { Module } from '../../src/module/index.js';
import { hosts } from '../support/embedded.js';
import { HONEST } from '../support/introspection-queries.js';
import { takeRequestQueries } from '../support/operations.js';
import { createTestServer, startServer, type TestServer } from '../support/server.js';

const shelf: Module = defineModule({
  name: 'shelf',
  typeDefs: `
    type Book { title: String next: Book pages(first: Int): [Page!] @listSize(slicingArguments: ["first"], assumedSize: 5, requireOneSlicingArgument: false) }
    type Page { text: String }
    extend type Query {
      book: Book @public
      books(first: Int = 2): [Book!] @public @listSize(slicingArguments: ["first"])
    }`,
  resolvers: { Query: { book: () => ({ title: 'A' }), books: () => [{ title: 'A' }] } },
});

const LIMITS = {
  OPERATION_MAX_TOKENS: '200',
  OPERATION_MAX_DEPTH: '4',
  OPERATION_MAX_ALIASES: '4',
  OPERATION_MAX_ROOT_FIELDS: '6',
  OPERATION_MAX_DIRECTIVES: '6',
  OPERATION_MAX_DIRECTIVES_PER_PLACE: '2',
  OPERATION_MAX_COST: '120',
  BODY_MAX_BYTES: '4096',
};
const PRODUCTION = { NODE_ENV: 'production', HOST: '127.0.0.1' };

let server: TestServer;
let production: TestServer;
let measuring: TestServer;
let off: TestServer;
beforeAll(async () => {
  const start = (env: Readonly<Record<string, string>>) =>
    startServer({ env: { ...LIMITS, ...env }, modules: [shelf] });
  [server, production, measuring, off] = await Promise.all([
    ...([start({}), start(PRODUCTION), start({ LIMITS: 'measure' }), start({ LIMITS: 'off' })] as const),
  ]);
});
afterAll(() => Promise.all([server, production, measuring, off].map((each) => each.close())));

const CODE = 'OPERATION_TOO_COMPLEX';
const PLAIN = 'The operation is too complex. Request less at once.';
const fields = (count: number, field = 'title') => Array(count).fill(field).join(' ');
const aliases = (count: number) => Array.from({ length: count }, (_, i) => `a${i}: title`).join(' ');

/** A document above one limit, and one exactly at it. */
const CASES: readonly (readonly [limit: keyof typeof LIMITS, much: string, above: string, at: string])[] = [
  ['OPERATION_MAX_TOKENS', '201 tokens', `{ book { ${fields(196)} } }`, `{ book { ${fields(195)} } }`],
  [
    'OPERATION_MAX_DEPTH',
    '5 levels of fields',
    '{ book { next { next { next { title } } } } }',
    '{ book { next { next { title } } } }',
  ],
  ['OPERATION_MAX_ALIASES', '5 aliases', `{ book { ${aliases(5)} } }`, `{ book { ${aliases(4)} } }`],
  [
    'OPERATION_MAX_ROOT_FIELDS',
    '7 fields at its root',
    `{ ${fields(7, '__typename')} }`,
    `{ ${fields(6, '__typename')} }`,
  ],
  [
    'OPERATION_MAX_DIRECTIVES',
    '7 directives',
    `{ book { ${fields(7, 'title @skip(if: false)')} } }`,
    `{ book { ${fields(6, 'title @skip(if: false)')} } }`,
  ],
  [
    'OPERATION_MAX_DIRECTIVES_PER_PLACE',
    '3 directives in one place',
    '{ book { title @skip(if: false) @include(if: true) @nobody } }',
    '{ book { title @skip(if: false) @include(if: true) } }',
  ],
  [
    'OPERATION_MAX_COST',
    'a cost of 121',
    '{ books(first: 11) { pages(first: 10) { text } } }',
    '{ books(first: 20) { pages { text } } }',
  ],
];

describe.each(CASES)('%s', (limit, much, above, at) => {
  test('refuses what is above it, and names it in development', async () => {
    for (const _again of [1, 2]) {
      const { status, data, errors } = await server.request(above);
      expect({ status, data }).toEqual({ status: 200, data: undefined });
      expect(errors).toEqual([
        {
          message: `The operation has ${much}, and ${limit} is ${LIMITS[limit]}. Request less at once.`,
          extensions: { code: CODE },
        },
      ]);
    }
  });

  test('refuses it in production without figures', async () => {
    const { status, data, errors } = await production.request(above);
    expect({ status, data }).toEqual({ status: 200, data: undefined });
    expect(errors).toEqual([{ message: PLAIN, extensions: { code: CODE } }]);
  });

  test('lets through what is exactly at it', async () => {
    for (const each of [server, production, server]) {
      const { status, errors, data } = await each.request(at);
      expect({ status, errors }).toEqual({ status: 200, errors: [] });
      expect(data).toBeDefined();
    }
  });
});

describe('a body', () => {
  const body = (bytes: number) => {
    const bare = JSON.stringify({ query: '{ __typename }', extensions: { a: '' } });
    return bare.replace('"a":""', `"a":"${'x'.repeat(bytes - bare.length)}"`);
  };
  const send = async ({ url }: TestServer, bytes: number) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: body(bytes) });
    return { status: response.status, body: await response.json() };
  };

  test('above BODY_MAX_BYTES is refused, and one exactly at it is read', async () => {
    const message = 'The body is larger than BODY_MAX_BYTES, which is 4096.';
    expect(await send(server, 4097)).toEqual({
      status: 413,
      body: { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] },
    });
    expect(await send(production, 4097)).toMatchObject({
      status: 413,
      body: { errors: [{ message: 'The body is too large.' }] },
    });
    expect(await send(server, 4096)).toEqual({ status: 200, body: { data: { __typename: 'Query' } } });
  });

  test('is bounded where limits are off, and so are tokens', async () => {
    expect((await send(off, 4097)).status).toBe(413);
    expect((await off.request(`{ book { ${fields(196)} } }`)).errors).toMatchObject([{ extensions: { code: CODE } }]);
  });
});

describe('cost', () => {
  const query = 'query ($n: Int) { books(first: $n) { title pages(first: $n) { text } } }';

  test('is that of the variables, of a known document too', async () => {
    const ask = async (n: unknown) => {
      const { status, data, errors } = await server.request(query, { variables: n === undefined ? {} : { n } });
      return { status, ran: data !== undefined, code: errors[0]?.extensions.code };
    };
    const ran = { status: 200, ran: true, code: undefined };
    const refused = { status: 200, ran: false, code: CODE };
    expect(await ask(10)).toEqual(ran);
    expect(await ask(10)).toEqual(ran);
    expect(await ask(11)).toEqual(refused);
    expect(await ask(undefined)).toEqual(ran);
    expect(await ask(null)).toEqual(refused);
    expect(await ask(2_147_483_647)).toEqual(refused);
    expect(await ask('11')).toEqual({ status: 200, ran: false, code: 'BAD_USER_INPUT' });
    expect(await ask(9)).toEqual(ran);
  });

  test('of a list without its one slicing argument has no bounds', async () => {
    const { errors } = await server.request('query ($n: Int) { books(first: $n) { title } }', {
      variables: { n: null },
    });
    expect(errors).toEqual([
      {
        message:
          'The operation has an unbounded cost, because a list lacks the slicing argument that it requires, and OPERATION_MAX_COST is 120. Request less at once.',
        extensions: { code: CODE },
      },
    ]);
  });

  test('is that of the operation that is named, and the others of the document do not matter', async () => {
    const both = `query Small { book { title } } query Large { books(first: 20) { pages(first: 9) { text } } } query Deep { book { next { next { next { title } } } } }`;
    const ask = (operationName: string) => server.request(both, { operationName });
    expect(await ask('Small')).toMatchObject({ status: 200, data: { book: { title: 'A' } }, errors: [] });
    expect(await ask('Large')).toMatchObject({
      status: 200,
      data: undefined,
      errors: [{ extensions: { code: CODE } }],
    });
    expect(await ask('Deep')).toMatchObject({ status: 200, data: undefined, errors: [{ extensions: { code: CODE } }] });
    expect(await ask('Small')).toMatchObject({ status: 200, data: { book: { title: 'A' } }, errors: [] });
  });

  test('GET is no way around it', async () => {
    const search = `query=${encodeURIComponent(query)}&variables=${encodeURIComponent('{"n":11}')}`;
    const response = await fetch(`${server.url}?${search}`, { headers: { 'apollo-require-preflight': 'true' } });
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 200,
      body: { errors: [{ extensions: { code: CODE } }] },
    });
  });

  test('is a request error of GraphQL over HTTP', async () => {
    const headers = { accept: 'application/graphql-response+json' };
    const answers = [
      await server.request(query, { headers, variables: { n: 11 } }),
      await server.request(query, { headers, variables: { n: 10 } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 200]);
    expect(answers[0]?.errors).toMatchObject([{ extensions: { code: CODE } }]);
  });

  test('a refused mutation runs nothing, and touches no database', async () => {
    server.takeQueries();
    const login = (key: string) => `${key}: login(email: "a@example.com", password: "x") { userId }`;
    const { status, data, errors } = await server.request(`mutation { ${login('a')} ${login('b')} }`);
    expect({ status, data, code: errors[0]?.extensions.code }).toEqual({ status: 200, data: undefined, code: CODE });
    expect(takeRequestQueries(server)).toEqual([]);
  });
});

describe('what is hidden', () => {
  test.each([
    ['a fragment', '{ ...F } fragment F on Query { book { ALIASES } }'],
    ['a fragment that is named like introspection', '{ ...__schema } fragment __schema on Query { book { ALIASES } }'],
    ['a fragment that is named like a field', '{ ...book } fragment book on Query { book { ALIASES } }'],
    ['an operation that is named like introspection', 'query __schema { book { ALIASES } }'],
    ['an alias that is named like introspection', '{ __schema: book { ALIASES } }'],
    ['inline fragments', '{ ... { ... on Query { book { ALIASES } } } }'],
    ['what is skipped', '{ book { title ... @skip(if: true) { ALIASES } } }'],
    ['a variable that skips nothing', 'query ($x: Boolean = false) { ... @skip(if: $x) { book { ALIASES } } }'],
    [
      'a fragment that is spread again and again',
      '{ book { ...F ...F ...F ...F ...F } } fragment F on Book { a: title }',
    ],
    ['a document that is not valid', '{ book { ALIASES nobody ...Nowhere } }'],
  ])('in %s is found', async (_how, source) => {
    const { status, data, errors } = await server.request(source.replace('ALIASES', aliases(5)));
    expect({ status, data }).toEqual({ status: 200, data: undefined });
    expect(errors).toMatchObject([{ extensions: { code: CODE } }]);
  });

  test('a circle of fragments is the mistake that it is', async () => {
    const { errors } = await server.request('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }');
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });
});

describe('introspection', () => {
  let roomy: TestServer;
  beforeAll(async () => {
    roomy = await startServer({ env: { ...LIMITS, OPERATION_MAX_TOKENS: '1000' } });
  });
  afterAll(() => roomy.close());

  test.each(Object.entries(HONEST))('of %s is within every limit but that of tokens', async (_who, query) => {
    const { status, errors, data } = await roomy.request(query, { variables: { name: 'Query' } });
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    expect(data).toBeDefined();
  });
});

describe('by default', () => {
  let standard: readonly TestServer[];
  beforeAll(async () => {
    standard = await Promise.all([startServer(), startServer({ env: { ...PRODUCTION, INTROSPECTION: 'full' } })]);
  });
  afterAll(() => Promise.all(standard.map((each) => each.close())));

  test.each([
    [
      '101 aliases, as graphql-cop sends them',
      `query { ${Array.from({ length: 101 }, (_, i) => `alias${i}:__typename`).join(' \n')} }`,
    ],
    ['10 directives on a field, likewise', 'query { __typename @aa@aa@aa@aa@aa@aa@aa@aa@aa@aa }'],
  ])('%s are refused, in one error', async (_what, query) => {
    for (const each of standard) {
      const { status, data, errors } = await each.request(query);
      expect({ status, data }).toEqual({ status: 200, data: undefined });
      expect(errors).toMatchObject([{ extensions: { code: CODE } }]);
    }
  });

  test('the queries of tools pass, and pages with lists in them', async () => {
    for (const each of standard) {
      for (const query of Object.values(HONEST))
        expect((await each.request(query, { variables: { name: 'Query' } })).errors).toEqual([]);
      const page =
        '{ users(first: 100) { edges { node { id sessions { id } } } pageInfo { endCursor } } auditEvents(first: 100) { edges { node { id } } } }';
      const { status, errors } = await each.request(page);
      expect({ status, codes: errors.map(({ extensions }) => extensions.code) }).toEqual({
        status: 200,
        codes: ['UNAUTHENTICATED', 'UNAUTHENTICATED'],
      });
    }
  });
});

describe('LIMITS', () => {
  const large = '{ books(first: 50) { pages { text } } }';
  const linesOf = ({ logged }: TestServer) =>
    logged
      .filter(({ msg }) => /measured|too complex/.test(String(msg)))
      .map(({ time: _t, pid: _p, hostname: _h, ...line }) => line);

  test('enforce: the log has what was refused, with its figures', async () => {
    const before = linesOf(production).length;
    await production.request(`query Large ${large}`, { operationName: 'Large' });
    expect(linesOf(production).slice(before)).toEqual([
      {
        level: 30,
        part: 'limits',
        msg: 'refused: the operation is too complex',
        operation: 'Large',
        document: expect.stringMatching(/^[\da-f]{64}$/),
        figures: { tokens: 16, depth: 3, aliases: 0, rootFields: 1, directives: 0, directivesPerPlace: 0, cost: 300 },
        above: ['cost'],
        request: expect.any(String),
        viewer: null,
        ipAddress: '127.0.0.1',
      },
    ]);
  });

  test('measure: it runs, and the log has what would be refused, and the figures of the others', async () => {
    const answers = [await measuring.request(large), await measuring.request('{ book { title } }')];
    expect(answers).toMatchObject([
      { status: 200, data: { books: [{ pages: null }] }, errors: [] },
      { status: 200, data: { book: { title: 'A' } }, errors: [] },
    ]);
    expect(linesOf(measuring)).toMatchObject([
      {
        msg: 'would be refused: the operation is too complex',
        operation: null,
        figures: { cost: 300, depth: 3 },
        above: ['cost'],
      },
      { msg: 'measured', figures: { tokens: 6, depth: 2, cost: 1 }, above: [] },
    ]);
  });

  test('measure: the log is bounded, for one document and for all of them', async () => {
    const before = linesOf(measuring).length;
    for (let i = 0; i < 8; i++) await measuring.request('{ book { a: title } }');
    expect(linesOf(measuring)).toHaveLength(before + 5);
    for (let i = 0; i < 60; i++) await measuring.request(`{ book { a${i}: title } }`);
    expect(linesOf(measuring).length).toBeLessThanOrEqual(51);
  });

  test('off: it runs, and nothing is logged', async () => {
    expect(await off.request(large)).toMatchObject({ status: 200, data: { books: [{ pages: null }] }, errors: [] });
    expect(linesOf(off).filter(({ msg }) => msg !== 'refused: the operation is too complex')).toEqual([]);
  });
});

test.each(Object.entries(hosts))('a server in another one has the same limits: %s', async (_how, hostOf) => {
  const created = await createTestServer({ env: LIMITS, modules: [shelf] });
  const host = await hostOf(created.server);
  const headers = { 'content-type': 'application/json' };
  const send = async (query: string) => {
    const response = await host.send('/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) });
    return { status: response.status, body: await response.json() };
  };
  expect(await send('{ books(first: 60) { pages { text } } }')).toMatchObject({
    status: 200,
    body: { errors: [{ extensions: { code: CODE } }] },
  });
  expect(await send('{ books(first: 20) { pages { text } } }')).toMatchObject({ status: 200 });
  expect(await send(`{ book { title } } # ${'x'.repeat(4096)}`)).toMatchObject({ status: 413 });
  await host.close();
  await created.close();
});
