import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readCodeBlocks } from '../support/code-blocks.js';
import { startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const blocks = readCodeBlocks('docs/limit-directive.md');
const textOf = (language: string) =>
  blocks.flatMap((block) => (block.language === language ? block.text : [])).join('\n');

let created = 0;
const create = () => {
  created += 1;
  return 'may.pdf';
};

const documented = createTestModule({
  sdl: textOf('graphql'),
  resolvers: {
    Query: { search: () => ['found'] },
    Mutation: { sendInvitation: () => true, createReport: () => ({ file: create() }) },
  },
});

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ env: { RATE_LIMITS: 'on' }, modules: [documented], clock: () => 1.8e12 });
});
afterAll(() => server.close());

test('the schema of docs/limit-directive.md does what is said of it, and answers as it shows', async () => {
  const { accessToken } = await server.register('ann@example.com');
  const send = 'mutation { sendInvitation(email: "b@example.com") }';
  for (let i = 0; i < 20; i += 1)
    expect((await server.request(send, { token: accessToken })).data).toEqual({ sendInvitation: true });
  const { data, errors } = await server.request(send, { token: accessToken });
  const shown = JSON.parse(textOf('json'));
  expect({ errors, data }).toEqual({ ...shown, errors: shown.errors.map(expect.objectContaining) });
});

test('the eleventh report within an hour is not created', async () => {
  const { accessToken: token } = await server.register('bob@example.com');
  const query = 'mutation { createReport(title: "May") { file } }';
  for (let i = 0; i < 10; i += 1)
    expect((await server.request(query, { token })).data).toEqual({ createReport: { file: 'may.pdf' } });
  const { data, errors } = await server.request(query, { token });
  expect(data).toEqual({ createReport: null });
  expect(errors).toEqual([
    expect.objectContaining({
      path: ['createReport', 'file'],
      extensions: { code: 'RATE_LIMITED', retryAfter: 3600 },
    }),
  ]);
  expect(created).toBe(10);
});
