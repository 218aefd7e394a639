import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ env: { NODE_ENV: 'production', INTROSPECTION: 'off' } });
});
afterAll(() => server.close());

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: whatever a check looks at.
  readonly data?: any;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
  readonly extensions?: unknown;
}

async function ask(query: string): Promise<Answer> {
  const { data, errors } = await server.request(query);
  return { data, errors };
}

const TOO_MUCH = /OPERATION_TOO_COMPLEX|GRAPHQL_VALIDATION_FAILED/;

/**
 * What graphql-cop looks for in production, as its public source asks it. One finding is left on purpose, that queries may
 * be sent by GET, since GraphQL over HTTP allows it: what a page of another site sends is refused (`server.test.ts`).
 */
describe('the checks of graphql-cop find nothing in production:', () => {
  test.each<[string, string]>([
    ['alias overloading', `query cop { ${Array.from({ length: 101 }, (_, i) => `alias${i}:__typename`).join(' ')} }`],
    ['field duplication', `query cop { ${'__typename \n'.repeat(500)} }`],
    [
      'circular introspection',
      `query cop { __schema { types { ${'fields { type { '.repeat(4)} name ${'} }'.repeat(4)} } } }`,
    ],
    ['circular fragments', 'query { ...A } fragment A on Query { __typename ...B } fragment B on Query { ...A }'],
    ['introspection', 'query cop { __schema { types { name fields { name } } } }'],
  ])('%s is refused', async (_name, query) => {
    const { data, errors = [] } = await ask(query);
    expect(data).toBeUndefined();
    expect(errors[0]?.extensions.code).toMatch(TOO_MUCH);
  });

  test('directive overloading is told once', async () => {
    const { data, errors } = await ask(`query cop { __typename ${'@aa'.repeat(10)} }`);
    expect([data, errors?.length]).toEqual([undefined, 1]);
  });

  test('just below, aliases and directives are answered', async () => {
    const aliases = Array.from({ length: 49 }, (_, i) => `alias${i}:__typename`).join(' ');
    expect((await ask(`query cop { ${aliases} }`)).data.alias48).toBe('Query');
    expect((await ask('query cop { __typename @include(if: true) @skip(if: false) }')).data).toEqual({
      __typename: 'Query',
    });
  });

  test('batches', async () => {
    const body = JSON.stringify(Array(10).fill({ query: 'query cop { __typename }' }));
    const response = await fetch(server.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [expect.anything()] }]);
  });

  test.each<[string, string, RequestInit]>([
    ['a mutation by GET', '?query=mutation+cop+%7B__typename%7D', {}],
    ['a form, its query in the address', '?query=query+cop+%7B__typename%7D', { method: 'POST' }],
    ['a form', '', { method: 'POST', body: new URLSearchParams({ query: 'query cop {__typename}' }) }],
  ])('%s is not run', async (_name, search, init) => {
    const response = await fetch(`${server.url}${search}`, init);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.json()).not.toHaveProperty('data');
  });

  test.each(['/graphiql', '/playground', '/console', '/graphql'])('no page for developers at %s', async (path) => {
    const response = await fetch(new URL(path, server.url), { headers: { accept: 'text/html' } });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).not.toMatch(/graphiql|playground|sandbox/i);
  });

  test('field suggestions, traces and exceptions', async () => {
    expect(JSON.stringify(await ask('query cop { __schema { directive } }'))).not.toMatch(/did you mean/i);
    expect(JSON.stringify(await ask('query cop { mee { id } }'))).not.toMatch(/did you mean/i);
    expect(JSON.stringify(await ask('qwerty cop { abc }'))).not.toMatch(/exception|stacktrace/i);
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-apollo-tracing': '1' },
      body: '{"query":"query cop { __typename }"}',
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });
});
