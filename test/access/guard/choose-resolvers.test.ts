import { describe, expect, test } from '@jest/globals';
import { type DocumentNode, getOperationAST, graphql, isObjectType, parse } from 'graphql';
import { fragmentsOf } from '../../../src/access/decide/check.js';
import {
  type Access,
  type ProtectOptions,
  protectSchema,
  type ResolverOf,
  type Viewer,
} from '../../../src/access/index.js';
import { testWith } from '../../support/hosts.js';
import { createExecutor } from '../executor.js';
import { as, buildSchema, ROLES } from '../support.js';

interface Context {
  readonly viewer: Viewer | null | undefined;
}

const open = buildSchema(`
  type Query {
    hello: String @public
    me: User @auth
    users: [User!] @auth(role: ADMIN)
    invoices(org: ID): String @auth(claims: [{ name: "org", argument: "org" }])
    level: Level @auth
    guess: String @auth(policy: "guess")
  }
  type Mutation { leave: Boolean @auth promote: Boolean @auth(role: ADMIN) }
  type Subscription { news: String @auth }
  type User { id: ID! email: String @auth(anyOf: [{ role: SUPPORT }, { owner: "id" }]) }
  enum Level { LOW HIGH @auth(role: ADMIN) }
  ${ROLES}
`);

/** The fields whose guards are left out, of all that have one. */
function leftOut(text: string, viewer: Viewer | null | undefined, more: Options = {}): readonly string[] | 'all' {
  const { variableValues = {}, ...options } = more;
  const access = protect(options);
  const document: DocumentNode = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new TypeError('There is no operation.');
  const ready = { operation, fragments: { ...fragmentsOf(document) }, variableValues };
  return withoutGuards(access, access.chooseResolvers(ready, { viewer }));
}

interface Options extends Partial<ProtectOptions<Context>> {
  readonly variableValues?: Record<string, unknown>;
}

function protect(options: Partial<ProtectOptions<Context>> = {}): Access {
  return protectSchema<Context>(open, {
    viewerOf: (context) => context.viewer,
    policies: { guess: () => true },
    onWarning: () => {},
    ...options,
  });
}

function withoutGuards({ schema }: Access, resolverOf: ResolverOf): readonly string[] | 'all' {
  const guarded: string[] = [];
  const left: string[] = [];
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const given = open.getType(type.name);
      const { resolve } = (isObjectType(given) && given.getFields()[field.name]) || field;
      const chosen = resolverOf(type, field);
      expect([resolve, field.resolve]).toContain(chosen);
      if (field.resolve === resolve) continue;
      guarded.push(field.name);
      if (chosen === resolve) left.push(field.name);
    }
  }
  return left.length === guarded.length ? 'all' : left;
}

const user = as('user-1', 'USER');
const support = as('support-1', 'SUPPORT');
const admin = as('admin-1', 'ADMIN');

const ROOTS_WITHOUT_RULES = ['hello'];

describe('all guards are left out', () => {
  test.each([
    ['nothing has a rule', '{ hello }', null],
    ['every rule is granted', '{ me { id } }', user],
    ['every rule is granted, deeper too', '{ users { email } }', admin],
    ['one of anyOf is granted', '{ me { email } }', support],
    ['every rule of a mutation is granted', 'mutation { promote }', admin],
    ['what is refused of a mutation is not included', 'mutation { leave promote @skip(if: true) }', user],
    ['no value can be taken out', '{ level }', admin],
  ])('where %s', (_name, query, viewer) => {
    expect(leftOut(query, viewer)).toBe('all');
  });

  test('of a query that is rejected as a whole where every rule that is included is granted', () => {
    expect(leftOut('{ me { id } users @skip(if: true) { id } }', user, { onDenied: 'reject' })).toBe('all');
  });
});

describe('the guards of what is not granted stay', () => {
  test.each([
    ['nobody is signed in', '{ me { id } }', null, []],
    ['one rule is refused', '{ me { id } users { id } }', user, ['me']],
    ['one rule is refused, far down', '{ hello me { ... on User { email } } }', user, ['me']],
    ['the object will tell', '{ me { email } }', user, ['me']],
    ['a policy will tell', '{ guess me { id } }', admin, ['me']],
    ['the argument tells', '{ invoices(org: "a") me { id } }', as('user-1', 'USER'), ['me']],
    ['a value may be taken out', '{ level me { id } }', user, ['me']],
    ['another operation asks for it', '{ users { email } }', support, ['email']],
  ])('where %s', (_name, query, viewer, granted) => {
    expect(leftOut(query, viewer)).toEqual([...ROOTS_WITHOUT_RULES, ...granted]);
  });

  test.each([
    ['a rule of a mutation is refused: none of it runs', 'mutation { leave promote }', support],
    ['a stream ends with its token', 'subscription { news }', admin],
  ])('with those of all others where %s', (_name, query, viewer) => {
    expect(leftOut(query, viewer)).toEqual([]);
  });

  test('with those of all others where a query is rejected as a whole', () => {
    expect(leftOut('{ me { id } users { id } }', user, { onDenied: 'reject' })).toEqual([]);
  });

  test('with those of all others where it cannot be said who the viewer is; that is for the guards to say', () => {
    const viewerOf = () => {
      throw new Error('out of reach');
    };
    expect(leftOut('{ me { id } }', admin, { viewerOf })).toEqual([]);
    expect(leftOut('{ hello }', admin, { viewerOf })).toBe('all');
  });

  test('with those of all others where what is allowed is told, and not where refusals alone are', () => {
    const onDecision = () => {};
    expect(leftOut('{ hello }', user, { onDecision })).toEqual([]);
    expect(leftOut('{ me { id } }', user, { onDecision })).toEqual([]);
    expect(leftOut('{ me { id } }', user, { onDecision, decisions: 'refused' })).toBe('all');
    expect(leftOut('{ me { id } }', user)).toBe('all');
  });

  test('with those of all others where the operation is too large to look at', () => {
    const deep = `{ me { id } ${'... { '.repeat(250)} hello ${'} '.repeat(250)} }`;
    expect(leftOut(deep, admin)).toEqual([]);
  });
});

test('it is chosen anew for each viewer: the plan is shared, the decision is not', () => {
  const access = protect();
  const document = parse('query { me { id } users { id email } }');
  const operation = getOperationAST(document);
  if (!operation) throw new TypeError('There is no operation.');
  const choose = (viewer: Viewer | null) =>
    access.chooseResolvers({ operation, fragments: {}, variableValues: {} }, { viewer });
  const viewers: readonly [Viewer | null, readonly string[] | 'all'][] = [
    [admin, 'all'],
    [user, ['hello', 'me']],
    [null, ['hello']],
    [support, ['hello', 'me', 'email']],
  ];
  const first = viewers.map(([viewer]) => choose(viewer));
  const again = viewers.map(([viewer]) => choose(viewer));
  for (const [index, [, expected]] of viewers.entries()) {
    const choice = again[index];
    if (!choice) throw new TypeError('There is no choice.');
    expect(withoutGuards(access, choice)).toEqual(expected);
    // What is compiled for it is found again.
    expect(choice).toBe(first[index]);
  }
  expect(new Set(again).size).toBe(viewers.length);
});

test('an operation with more choices than are kept is decided as before', () => {
  const names = Array.from({ length: 5 }, (_, index) => `f${index}`);
  const many = buildSchema(`
    type Query { ${names.map((name, index) => `${name}: Int @auth(scopes: ["s${index}"])`).join(' ')} }
    ${ROLES}
  `);
  const access = protectSchema<Context>(many, { viewerOf: ({ viewer }) => viewer, onWarning: () => {} });
  const operation = getOperationAST(parse(`{ ${names.join(' ')} }`));
  const query = access.schema.getQueryType();
  if (!operation || !query) throw new TypeError('There is no operation.');
  for (const _again of [1, 2]) {
    for (let bits = 0; bits < 32; bits += 1) {
      const has = (index: number) => ((bits >> index) & 1) === 1;
      const viewer = { ...as('user-1'), scopes: names.flatMap((_, index) => (has(index) ? [`s${index}`] : [])) };
      const resolverOf = access.chooseResolvers({ operation, fragments: {}, variableValues: {} }, { viewer });
      const fields = names.flatMap((name) => query.getFields()[name] ?? []);
      expect(fields.map((field) => resolverOf(query, field) !== field.resolve)).toEqual(names.map((_, i) => has(i)));
    }
  }
});

testWith('portcullis')('a resolver that executes more on the schema it is given meets the guards', async () => {
  const again = buildSchema(
    `type Query { me(ask: String!): String @auth secret: String @auth(role: ADMIN) } ${ROLES}`,
    {
      Query: {
        me: async (_root, { ask }, contextValue, { schema }) =>
          JSON.stringify(await graphql({ schema, source: ask, contextValue })),
        secret: () => 'for administrators',
      },
    },
  );
  const access = protectSchema<Context>(again, { viewerOf: ({ viewer }) => viewer, onWarning: () => {} });
  const document = parse('{ me(ask: "{ secret }") }');
  const ask = async (viewer: Viewer) =>
    JSON.stringify(await createExecutor(access)({ document, contextValue: { viewer } }));
  expect(await ask(admin)).toContain('for administrators');
  const answer = await ask(user);
  expect(answer).not.toContain('for administrators');
  expect(answer).toContain('FORBIDDEN');
});
