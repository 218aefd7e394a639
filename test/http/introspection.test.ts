import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HONEST } from '../support/introspection-queries.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ');
const PARTS = `
  fragment T on __Type { name description fields { name description args { ...I } type { kind name } } inputFields { ...I } }
  fragment I on __InputValue { name description defaultValue type { kind name } }`;

describe.each(['full', 'shaped'])('with INTROSPECTION=%s', (introspection) => {
  let server: TestServer;
  let admin: string;
  let user: string;
  beforeAll(async () => {
    server = await startServer({ env: { INTROSPECTION: introspection } });
    admin = (await server.login(ADMIN.email, ADMIN.password)).accessToken;
    user = (await server.register('ann@example.com')).accessToken;
  });
  afterAll(() => server.close());

  /** What is answered, as text. */
  async function send(query: string, token?: string, variables = {}) {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, text: await response.text() };
  }

  test.each([
    ['the schema, dozens of times', `{ ${times(45, (i) => `a${i}: __schema { types { ...T } }`)} } ${PARTS}`, 'once'],
    ['a type, dozens of times', `{ ${times(45, (i) => `a${i}: __type(name: "Query") { ...T }`)} } ${PARTS}`, 'once'],
    [
      'all types, hundreds of times',
      `{ __schema { ${times(300, (i) => `a${i}: types { ...T }`)} } } ${PARTS}`,
      'many times',
    ],
  ])('an answer cannot be multiplied: %s', async (_what, query, word) => {
    for (const token of [undefined, user, admin]) {
      const { status, text } = await send(query, token);
      expect(status).toBe(200);
      expect(text.length).toBeLessThan(1000);
      const { data, errors } = JSON.parse(text);
      expect(data).toBeUndefined();
      expect(errors).toMatchObject([
        { message: expect.stringContaining(word), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
      ]);
    }
  });

  test.each(Object.entries(HONEST))('tools are answered, the same each time: %s', async (_who, query) => {
    const first = await send(query, admin, { name: 'User' });
    expect(first.status).toBe(200);
    expect(JSON.parse(first.text)).toEqual({ data: expect.any(Object) });
    for (let again = 0; again < 2; again += 1) expect(await send(query, admin, { name: 'User' })).toEqual(first);
  });

  test('what was answered to one is not told to another', async () => {
    const query = '{ __type(name: "Query") { fields { name } } }';
    const namesFor = async (token?: string) => {
      const { data } = await server.request(query, token === undefined ? {} : { token });
      return data.__type.fields.map(({ name }: { readonly name: string }) => name);
    };
    const shown: Readonly<Record<string, readonly string[]>> = {
      [admin]: ['users', 'me', 'session'],
      [user]: introspection === 'full' ? ['users', 'me', 'session'] : ['me', 'session'],
      '': introspection === 'full' ? ['users', 'me', 'session'] : [],
    };
    for (const token of [admin, '', user, admin, user, '']) {
      const names = await namesFor(token === '' ? undefined : token);
      expect(names.filter((name: string) => ['users', 'me', 'session'].includes(name)).toSorted()).toEqual(
        shown[token]?.toSorted(),
      );
    }
  });

  test('what is asked beside data is told in full, and refused in a shape', async () => {
    const { status, data, errors } = await server.request('{ me { name } __schema { queryType { name } } }', {
      token: user,
    });
    if (introspection === 'full') {
      expect({ status, data }).toEqual({
        status: 200,
        data: { me: { name: null }, __schema: { queryType: { name: 'Query' } } },
      });
    } else {
      expect({ status, data }).toEqual({ status: 200, data: undefined });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });
});
