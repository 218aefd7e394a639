import { ApolloServer } from '@apollo/server';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  printSchema,
  validateSchema,
} from 'graphql';
import { protectSchema, type Viewer } from '../../src/access/index.js';
import { anonymous, as, buildSchema, ROLES, type TestContext } from './support.js';

const BODY = `
  type Query { ping: Int @public  me: User @auth  users: [User] @auth(role: ADMIN)  again: Query @public }
  type Mutation { ping: Int @public  wipe(input: Wipe): Int @auth(role: ADMIN) }
  type User { id: ID  salary: Int @auth(role: ADMIN)  audit: Audit @auth(role: ADMIN) }
  type Audit { text: String }
  input Wipe { all: Boolean }
`;
const root = { ping: () => 1, me: () => ({ id: 'u1', salary: 9 }), again: () => ({}) };
const formatted: unknown[] = [];
const access = protectSchema(
  buildSchema(`${BODY}\n${ROLES}`, { Query: root, Mutation: { ping: () => 1, wipe: () => 2 } }),
  {
    viewerOf: ({ viewer }: TestContext) => viewer,
  },
);
const server = new ApolloServer<TestContext>({
  schema: access.schema,
  introspection: true,
  plugins: [access.apolloPlugin()],
  formatError: (error) => {
    formatted.push(error.extensions?.code);
    return error;
  },
});

beforeAll(() => server.start());
afterAll(() => server.stop());

async function ask(query: string, viewer: Viewer, variables: Record<string, unknown> = {}, operationName?: string) {
  const request = { query, variables, ...(operationName !== undefined && { operationName }) };
  const { body, http } = await server.executeOperation(request, { contextValue: { viewer } });
  if (body.kind !== 'single') throw new Error('One answer was expected.');
  const { data, errors = [] } = body.singleResult;
  const told = errors.map(({ path, extensions, message }) => ({ path, code: extensions?.code, message }));
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors: told, status: http.status };
}

const fieldsOf = '{ __type(name: "User") { fields { name } } }';
const user = as('u1', 'USER');
const admin = as('u2', 'ADMIN');
const refused = {
  data: null,
  errors: [{ code: 'BAD_USER_INPUT', path: undefined, message: expect.any(String) }],
  status: 400,
};

describe('introspection shows what the viewer can use', () => {
  test.each<[string, Viewer, readonly string[] | null]>([
    ['nobody', anonymous, null],
    ['a user', user, ['id']],
    ['an administrator', admin, ['id', 'salary', 'audit']],
  ])('to %s', async (_who, viewer, names) => {
    const type = names && { fields: names.map((name) => ({ name })) };
    expect(await ask(fieldsOf, viewer)).toEqual({ data: { __type: type }, errors: [], status: undefined });
  });

  test('by aliases, fragments, variables and the operation that is chosen', async () => {
    const query = `
      query Data { ping }
      query Schema($name: String!, $no: Boolean = false) { ...F ping @include(if: $no) __typename }
      fragment F on Query { ... { user: __type(name: $name) { ...G } } }
      fragment G on __Type { names: fields { n: name } }`;
    expect(await ask(query, user, { name: 'User' }, 'Schema')).toMatchObject({
      data: { user: { names: [{ n: 'id' }] }, __typename: 'Query' },
      errors: [],
    });
    expect(await ask(query, user, {}, 'Data')).toMatchObject({ data: { ping: 1 }, errors: [] });
  });

  test('in the form that tools ask for, and can use', async () => {
    const query = getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true, oneOf: true });
    const { data } = await ask(query, user);
    const schema = buildClientSchema(data as IntrospectionQuery);
    expect(validateSchema(schema)).toEqual([]);
    expect(printSchema(schema)).not.toMatch(/salary|Audit|wipe|Wipe|users|AuthRule|@auth/);
    expect(printSchema(buildClientSchema((await ask(query, admin)).data))).toMatch(/salary[\s\S]*type Audit/);
  });
});

describe('introspection is refused, and formatted by the host,', () => {
  test.each([
    ['beside data', '{ ping __schema { queryType { name } } }'],
    ['beside data, in a fragment', '{ ping ...F } fragment F on Query { __schema { queryType { name } } }'],
    ['below a field that returns the query type', '{ again { __type(name: "User") { name } } }'],
  ])('%s', async (_what, query) => {
    formatted.length = 0;
    expect(await ask(query, admin)).toEqual(refused);
    expect(formatted).toEqual(['BAD_USER_INPUT']);
  });

  test('unless it is skipped', async () => {
    expect(
      await ask('query ($s: Boolean = true) { ping __schema @skip(if: $s) { queryType { name } } }', user),
    ).toEqual({
      data: { ping: 1 },
      errors: [],
      status: undefined,
    });
  });

  test('variables that do not fit are the error that they are without it', async () => {
    const answer = await ask('query ($n: String!) { __type(name: $n) { name } }', user, { n: 1 });
    expect(answer).toMatchObject({ data: null, errors: [{ code: 'BAD_USER_INPUT' }] });
  });
});

test('variables that do not fit in very many places cost as little as if it did not introspect', async () => {
  const input = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`a${i}`, 1]));
  const costOf = async (query: string) => {
    const { user: before } = process.cpuUsage();
    const answer = await ask(query, admin, { input }, 'A');
    const { user: after } = process.cpuUsage();
    expect(answer).toMatchObject({ data: null, errors: Array(10).fill({ code: 'BAD_USER_INPUT' }) });
    return after - before;
  };
  const plain = 'mutation A($input: Wipe) { wipe(input: $input) }';
  await costOf(plain);
  expect(await costOf(`${plain} query B { __schema { queryType { name } } }`)).toBeLessThan(
    5 * (await costOf(plain)) + 30_000,
  );
});

describe('errors tell no name that the viewer is not shown', () => {
  const messages = ({ errors }: Awaited<ReturnType<typeof ask>>) => errors.map(({ message }) => message);

  test('of a document', async () => {
    const query = '{ users { nobody } me { salary { x } } nothing }';
    formatted.length = 0;
    const nobody = await ask(query, anonymous);
    expect(nobody).toMatchObject({
      data: null,
      status: 400,
      errors: Array(3).fill({ code: 'GRAPHQL_VALIDATION_FAILED' }),
    });
    expect(messages(nobody)).toEqual(
      ['users', 'me', 'nothing'].map((name) => expect.stringMatching(`^Cannot query field "${name}" on type "Query".`)),
    );
    expect(formatted).toEqual(Array(3).fill('GRAPHQL_VALIDATION_FAILED'));
    expect(messages(await ask(query, user))).toEqual([
      expect.stringMatching('^Cannot query field "users" on type "Query".'),
      expect.stringMatching('^Cannot query field "salary" on type "User".'),
      expect.stringMatching('^Cannot query field "nothing" on type "Query".'),
    ]);
    expect(messages(await ask(query, admin))).toEqual([
      'Cannot query field "nobody" on type "User".',
      'Field "salary" must not have a selection since type "Int" has no subfields.',
      'Cannot query field "nothing" on type "Query".',
    ]);
    expect(messages(await ask('{ user { id } }', anonymous))).toEqual(['Cannot query field "user" on type "Query".']);
  });

  test('of variables, nor a value', async () => {
    const query = 'mutation ($input: Wipe!) { ping wipe(input: $input) }';
    const sent = { input: { all: 's3cret', none: 1 } };
    expect(await ask(query, user, sent)).toMatchObject({
      errors: [{ code: 'BAD_USER_INPUT', message: 'Invalid value for $input.' }],
      status: 400,
    });
    expect(messages(await ask(query, admin, sent))).toEqual([
      'Variable "$input.all": Boolean cannot represent a non boolean value: "s3cret"',
      'Variable "$input": Field "none" is not defined by type "Wipe".',
    ]);
  });

  test('and a document that fits is refused, as before', async () => {
    expect(await ask('mutation ($input: Wipe!) { ping wipe(input: $input) }', user, { input: {} })).toMatchObject({
      data: { ping: null, wipe: null },
      errors: [
        { code: 'FORBIDDEN', path: ['ping'] },
        { code: 'FORBIDDEN', path: ['wipe'] },
      ],
    });
  });
});

describe('data', () => {
  test('that the viewer does not see is refused, not unknown', async () => {
    expect(await ask('{ ping me { id salary } }', user)).toEqual({
      data: { ping: 1, me: { id: 'u1', salary: null } },
      errors: [{ path: ['me', 'salary'], code: 'FORBIDDEN', message: expect.any(String) }],
      status: undefined,
    });
    expect(await ask('{ me { salary } }', admin)).toMatchObject({ data: { me: { salary: 9 } }, errors: [] });
  });

  test('of a mutation is refused as a whole', async () => {
    const { data, errors } = await ask('mutation { ping wipe }', user);
    expect(data).toEqual({ ping: null, wipe: null });
    expect(errors.map(({ code, path }) => [code, path])).toEqual([
      ['FORBIDDEN', ['ping']],
      ['FORBIDDEN', ['wipe']],
    ]);
  });
});

test('a viewer who cannot be told gets the error of that, and no schema', async () => {
  const failing = protectSchema(buildSchema(`${BODY}\n${ROLES}`, { Query: root }), {
    viewerOf: (): Viewer => {
      throw new Error('down');
    },
  });
  const other = new ApolloServer({ schema: failing.schema, introspection: true, plugins: [failing.apolloPlugin()] });
  const { body, http } = await other.executeOperation({ query: fieldsOf });
  await other.stop();
  expect(http.status).toBe(500);
  expect(body).toMatchObject({ singleResult: { errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } });
  expect(body).not.toHaveProperty('singleResult.data');
});
