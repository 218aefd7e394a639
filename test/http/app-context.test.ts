import { afterEach, describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { AppContextFor } from '../../src/module/index.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

declare module '../../src/module/additions.js' {
  interface AppContext {
    readonly tenant: string;
    readonly subject: string | null;
  }
}

const module = createTestModule({
  sdl: 'extend type Query { tenant: String @public  subject: String @auth(policy: "isAcme") }',
  resolvers: {
    Query: { tenant: (_root, _args, { app }) => app.tenant, subject: (_root, _args, { app }) => app.subject },
  },
  policies: { isAcme: ({ context }) => context.app.tenant === 'acme' },
});

let made = 0;
const ofRequest: AppContextFor = ({ request, viewer }) => {
  made += 1;
  return { tenant: String(request.headers['x-tenant']), subject: viewer.subject };
};

let server: TestServer;
afterEach(() => server.close());

const start = async (context?: AppContextFor) => {
  made = 0;
  server = await startServer({ modules: [module], ...(context && { context }) });
};
// The first time Apollo answers a document, and from then on the server itself.
const twice = async (query: string, options = {}) => [
  await server.request(query, options),
  await server.request(query, options),
];

describe.each<[string, AppContextFor]>([
  ['at once', ofRequest],
  ['later', (given) => new Promise((resolve) => setImmediate(() => resolve(ofRequest(given))))],
])('what `context` makes %s', (_when, context) => {
  test('is there for resolvers and policies, of each request its own', async () => {
    await start(context);
    const { accessToken: token, userId } = await server.login(ADMIN.email, ADMIN.password);
    made = 0;
    for (const tenant of ['acme', 'other']) {
      for (const { data, errors } of await twice('{ tenant subject }', { token, headers: { 'x-tenant': tenant } })) {
        const allowed = tenant === 'acme';
        expect(data).toEqual({ tenant, subject: allowed ? userId : null });
        expect(errors).toMatchObject(allowed ? [] : [{ path: ['subject'], extensions: { code: 'FORBIDDEN' } }]);
      }
    }
    expect(made).toBe(4);
  });

  test('has an anonymous viewer where there is no good token', async () => {
    await start(context);
    for (const { data, errors } of await twice('{ tenant subject }', { token: 'x', headers: { 'x-tenant': 'acme' } })) {
      expect(data).toEqual({ tenant: 'acme', subject: null });
      expect(errors).toMatchObject([{ path: ['subject'], extensions: { code: 'UNAUTHENTICATED' } }]);
    }
  });
});

describe.each<[string, (error: Error) => AppContextFor]>([
  [
    'throws',
    (error) => () => {
      throw error;
    },
  ],
  [
    'rejects',
    (error) => async () => {
      throw error;
    },
  ],
])('a `context` that %s', (_how, failing) => {
  let error: Error | undefined;
  const startFailing = async (cause: Error) => {
    error = undefined;
    await start((given) => (error ? failing(error)(given) : ofRequest(given)));
    // Known to the server, so that the fast way fails too.
    await twice('{ tenant }');
    error = cause;
  };

  test('keeps the request from running, and what it says is masked', async () => {
    await startFailing(new Error('the password is hunter2'));
    for (const query of ['{ tenant }', '{ other: tenant }']) {
      const response = await server.request(query);
      expect(response).toMatchObject({
        status: 500,
        data: undefined,
        errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR', id: expect.any(String) } }],
      });
      expect(JSON.stringify(response)).not.toContain('hunter2');
      const id = response.errors[0]?.extensions.id;
      expect(server.logged.filter((line) => line.id === id)).toMatchObject([
        { err: { message: expect.stringContaining('hunter2') } },
      ]);
    }
  });

  test('tells the client what has a code, below 500', async () => {
    await startFailing(new GraphQLError('There is no such tenant.', { extensions: { code: 'NO_TENANT' } }));
    for (const query of ['{ tenant }', '{ other: tenant }']) {
      expect(await server.request(query)).toMatchObject({
        status: 400,
        data: undefined,
        errors: [{ message: 'There is no such tenant.', extensions: { code: 'NO_TENANT' } }],
      });
    }
  });

  test('may choose the status', async () => {
    const extensions = { code: 'NO_TENANT', http: { status: 404 } };
    await startFailing(new GraphQLError('There is no such tenant.', { extensions }));
    for (const query of ['{ tenant }', '{ other: tenant }']) expect((await server.request(query)).status).toBe(404);
  });
});

test('without `context` there is no context.app, and the log says why', async () => {
  await start();
  for (const { data, errors } of await twice('{ tenant }')) {
    expect(data).toEqual({ tenant: null });
    expect(errors).toMatchObject([{ path: ['tenant'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  }
  expect(server.logged.some(({ err }) => /createServer was called without `context`/.test(JSON.stringify(err)))).toBe(
    true,
  );
});
