import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { PortcullisError } from '../../src/errors.js';
import { expectError } from '../support/operations.js';
import { startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const SECRET = 'the secret sentence of a fault';

let loadersFail = false;

const faulty = createTestModule({
  sdl: `extend type Query {
    fine: String @public
    error: String @public
    text: String @public
    later: String @public
    withCause: String @public
    missing: String! @public
    badTime: DateTime @public
    own: String @public
    ownInternal: String @public
    ours: String @public
    list: [String] @public
  }
  extend type Mutation { secretly(password: String!): Int! @public }`,
  resolvers: {
    Query: {
      fine: () => 'fine',
      error: () => {
        throw new TypeError(SECRET);
      },
      text: () => {
        throw SECRET;
      },
      later: async () => {
        throw Object.assign(new Error(SECRET), { code: 'UNAUTHENTICATED', detail: SECRET });
      },
      withCause: () => {
        throw new Error('outer', { cause: new Error(SECRET) });
      },
      missing: () => null,
      badTime: () => SECRET,
      own: () => {
        throw new GraphQLError('The shop is closed.', { extensions: { code: 'SHOP_CLOSED', until: 'Monday' } });
      },
      ownInternal: () => {
        throw new GraphQLError(SECRET);
      },
      ours: () => {
        throw new PortcullisError('NOT_FOUND', 'There is none.', { field: 'x' }, { cause: new Error(SECRET) });
      },
      list: () => ['a', new Error(SECRET), 'c'],
    },
    Mutation: { secretly: () => null },
  },
  loaders: () => {
    if (loadersFail) throw new Error(SECRET);
    return {};
  },
});

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ modules: [faulty] });
});
afterAll(() => server.close());

const logOf = (id: unknown) => server.logged.filter((line) => line.id === id);

describe('what a resolver throws without a code', () => {
  test.each(['error', 'text', 'later', 'badTime', 'ownInternal'])(
    '%s: is masked under an id, and the log has its cause',
    async (field) => {
      const { status, data, errors } = await server.request(`{ fine ${field} }`);
      expect({ status, data }).toEqual({ status: 200, data: { fine: 'fine', [field]: null } });
      expect(errors).toEqual([
        {
          message: expect.stringMatching(/log/),
          locations: [{ line: 1, column: 8 }],
          path: [field],
          extensions: { code: 'INTERNAL_SERVER_ERROR', id: expect.stringMatching(/^[\w-]{12}$/) },
        },
      ]);
      expect(JSON.stringify(errors)).not.toContain(SECRET);
      const [line, ...others] = logOf(errors[0]?.extensions.id);
      expect(others).toEqual([]);
      expect(line).toMatchObject({ level: 50, path: [field] });
      expect(errors[0]?.message).toContain(String(line?.id));
      if (field !== 'badTime') expect(JSON.stringify(line)).toContain(SECRET);
    },
  );

  test('comes to the log with the cause of its cause', async () => {
    const { errors } = await server.request('{ withCause }');
    expect(JSON.stringify(errors)).not.toMatch(/outer|secret/);
    expect(JSON.stringify(logOf(errors[0]?.extensions.id))).toMatch(new RegExp(`outer.*${SECRET}`));
  });

  test('has an id of its own each time', async () => {
    const { errors } = await server.request('{ a: error b: error c: error }');
    expect(new Set(errors.map(({ extensions }) => extensions.id)).size).toBe(3);
  });

  test('in a list takes only its place', async () => {
    const { data, errors } = await server.request('{ list }');
    expect(data).toEqual({ list: ['a', null, 'c'] });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['list', 1],
        extensions: expect.objectContaining({ code: 'INTERNAL_SERVER_ERROR' }),
      }),
    ]);
    expect(JSON.stringify(errors)).not.toContain(SECRET);
  });

  test('is masked as well where it takes everything along', async () => {
    const { status, data, errors } = await server.request('{ fine missing }');
    expect(data).toBeNull();
    expect(status).toBe(200);
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['missing'],
        extensions: expect.objectContaining({ code: 'INTERNAL_SERVER_ERROR' }),
      }),
    ]);
  });

  test('brings nothing of the document into the log', async () => {
    const { errors } = await server.request('mutation { secretly(password: "typed into the document") }');
    expect(logOf(errors[0]?.extensions.id)).toHaveLength(1);
    expect(JSON.stringify(server.logged)).not.toContain('typed into the document');
  });
});

describe('what is thrown with a code', () => {
  test('of a module reaches the client as it is, and is no fault', async () => {
    const before = server.logged.filter(({ level }) => Number(level) >= 40).length;
    const response = await server.request('{ own }');
    expectError(response, 'own', { code: 'SHOP_CLOSED', until: 'Monday' });
    expect(response.errors[0]?.message).toBe('The shop is closed.');
    expect(server.logged.filter(({ level }) => Number(level) >= 40)).toHaveLength(before);
  });

  test('of ours too, without its cause', async () => {
    const response = await server.request('{ ours }');
    expectError(response, 'ours', { code: 'NOT_FOUND', field: 'x' });
    expect(JSON.stringify(response.errors)).not.toContain(SECRET);
  });
});

test('a fault of what makes the loaders is masked as well, where one is asked for', async () => {
  const { accessToken } = await server.register('eve@example.com');
  loadersFail = true;
  try {
    const { status, data, errors } = await server.request('{ fine me { id } }', { token: accessToken });
    expect({ status, data }).toEqual({ status: 200, data: { fine: 'fine', me: null } });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['me'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', id: expect.stringMatching(/^[\w-]{12}$/) },
      }),
    ]);
    expect(JSON.stringify(errors)).not.toContain(SECRET);
    expect(JSON.stringify(logOf(errors[0]?.extensions.id))).toContain(SECRET);
  } finally {
    loadersFail = false;
  }
});
