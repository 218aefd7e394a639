import { describe, expect, test } from '@jest/globals';
import { type DocumentNode, type GraphQLSchema, getOperationAST, parse } from 'graphql';
import { fragmentsOf } from '../../src/access/check.js';
import { type ProtectOptions, protectSchema, type Viewer } from '../../src/access/index.js';
import { as, buildSchema, ROLES } from './support.js';

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
  type Mutation { promote: Boolean @auth(role: ADMIN) }
  type Subscription { news: String @auth }
  type User { id: ID! email: String @auth(anyOf: [{ role: SUPPORT }, { owner: "id" }]) }
  enum Level { LOW HIGH @auth(role: ADMIN) }
  ${ROLES}
`);

function chosen(text: string, viewer: Viewer | null | undefined, more: Options = {}): 'open' | 'guarded' {
  const { variableValues = {}, ...options } = more;
  const access = protectSchema<Context>(open, {
    viewerOf: (context) => context.viewer,
    policies: { guess: () => true },
    onWarning: () => {},
    ...options,
  });
  const document: DocumentNode = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new TypeError('There is no operation.');
  const ready = { operation, fragments: { ...fragmentsOf(document) }, variableValues };
  return nameOf(access.schemaFor(ready, { viewer }), access.schema);
}

interface Options extends Partial<ProtectOptions<Context>> {
  readonly variableValues?: Record<string, unknown>;
}

function nameOf(schema: GraphQLSchema, guarded: GraphQLSchema): 'open' | 'guarded' {
  if (schema === open) return 'open';
  expect(schema).toBe(guarded);
  return 'guarded';
}

const user = as('user-1', 'USER');
const support = as('support-1', 'SUPPORT');
const admin = as('admin-1', 'ADMIN');

describe('the schema without guards', () => {
  test.each([
    ['nothing has a rule', '{ hello }', null],
    ['every rule is granted', '{ me { id } }', user],
    ['every rule is granted, deeper too', '{ users { email } }', admin],
    ['one of anyOf is granted', '{ me { email } }', support],
    ['what is refused is not included', '{ me { id } users @skip(if: true) { id } }', user],
    ['every rule of a mutation is granted', 'mutation { promote }', admin],
    ['no value can be taken out', '{ level }', admin],
  ])('is for an operation in which %s', (_name, query, viewer) => {
    expect(chosen(query, viewer)).toBe('open');
  });

  test.each([
    ['nobody is signed in', '{ me { id } }', null],
    ['one rule is refused', '{ me { id } users { id } }', user],
    ['one rule is refused, far down', '{ hello me { ... on User { email } } }', user],
    ['the object will tell', '{ me { email } }', user],
    ['a policy will tell', '{ guess }', admin],
    ['the argument tells', '{ invoices(org: "a") }', as('user-1', 'USER')],
    ['a value may be taken out', '{ level }', user],
    ['a rule of a mutation is refused', 'mutation { promote }', support],
    ['a stream ends with its token', 'subscription { news }', admin],
  ])('is not where %s', (_name, query, viewer) => {
    expect(chosen(query, viewer)).toBe('guarded');
  });

  test('is chosen anew for each viewer and each variable: the plan is shared, the decision is not', () => {
    const access = protectSchema<Context>(open, {
      viewerOf: ({ viewer }) => viewer,
      policies: { guess: () => true },
      onWarning: () => {},
    });
    const document = parse('query ($all: Boolean!) { me { id } users @include(if: $all) { id } }');
    const operation = getOperationAST(document);
    if (!operation) throw new TypeError('There is no operation.');
    const choose = (viewer: Viewer | null, all: boolean) =>
      nameOf(access.schemaFor({ operation, fragments: {}, variableValues: { all } }, { viewer }), access.schema);
    for (const _again of [1, 2]) {
      expect(choose(admin, true)).toBe('open');
      expect(choose(user, true)).toBe('guarded');
      expect(choose(user, false)).toBe('open');
      expect(choose(null, false)).toBe('guarded');
    }
  });

  test('is not where it cannot be said who the viewer is; that is for the guards to say', () => {
    const viewerOf = () => {
      throw new Error('out of reach');
    };
    expect(chosen('{ me { id } }', admin, { viewerOf })).toBe('guarded');
    expect(chosen('{ hello }', admin, { viewerOf })).toBe('open');
  });

  test('is not for an operation that is too large to look at', () => {
    const deep = `{ me { id } ${'... { '.repeat(250)} hello ${'} '.repeat(250)} }`;
    expect(chosen(deep, admin)).toBe('guarded');
  });
});
