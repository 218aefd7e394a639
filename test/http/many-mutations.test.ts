import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { takeRequestQueries } from '../support/operations.js';
import { startServer, type TestServer, type Tokens } from '../support/server.js';

const MAX_FIELDS = 50;

let server: TestServer;
let ada: Tokens;
beforeAll(async () => {
  server = await startServer();
  ada = await server.register('ada@example.com');
});
afterAll(() => server.close());

const fields = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `a${from + i}: logoutAll(exceptCurrent: true)`).join(' ');
const send = (query: string) => server.request(query, { token: ada.accessToken });

test.each([
  ['side by side', `mutation { ${fields(0, MAX_FIELDS + 1)} }`],
  [
    'in fragments',
    `mutation { ${fields(0, 20)} ...F } fragment F on Mutation { ${fields(20, 40)} ... on Mutation { ${fields(40, 51)} } }`,
  ],
])('a mutation of more root fields than anybody needs runs nothing: %s', async (_how, query) => {
  server.takeQueries();
  const { status, data, errors } = await send(query);
  expect({ status, data }).toEqual({ status: 200, data: undefined });
  expect(errors).toEqual([
    expect.objectContaining({
      message: 'The operation has 51 fields at its root, and OPERATION_MAX_ROOT_FIELDS is 50. Request less at once.',
      extensions: { code: 'OPERATION_TOO_COMPLEX' },
    }),
  ]);
  expect(takeRequestQueries(server)).toEqual([]);
});

test('one of as many as it may have runs, and a query likewise', async () => {
  const { data, errors } = await send(`mutation { ${fields(0, MAX_FIELDS)} }`);
  expect(errors).toEqual([]);
  expect(Object.keys(data)).toHaveLength(MAX_FIELDS);
  const many = Array.from({ length: MAX_FIELDS }, (_, i) => `a${i}: me { id }`).join(' ');
  const answer = await send(`{ ${many} }`);
  expect(answer.errors).toEqual([]);
  expect(answer.data.a49).toEqual({ id: ada.userId });
});
