import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { GraphQLError, parse } from 'graphql';
import { type CheckInput, protectSchema, type Viewer } from '../../../src/access/index.js';
import { repeat } from '../planned.js';
import { anonymous, anonymousBecause, as, buildSchema, ROLES, withClaims } from '../support.js';

const access = protectSchema(
  buildSchema(`
    enum Level { LOW HIGH @auth(role: ADMIN) }
    interface Node { id: ID secret: String }
    type Doc implements Node { id: ID secret: String @auth(role: ADMIN) mine: String @auth(owner: "id") }
    type Pic implements Node { id: ID secret: String @auth(role: EDITOR) }
    input In { x: Int! level: Level }
    type Query {
      open: Int @public
      user: Int @auth(role: USER)
      admin: Int @auth(role: ADMIN)
      may: Int @auth(policy: "may")
      level: Level @public
      doc: Doc @public
      node: Node @public
      org(id: ID): Int @auth(claims: [{ name: "org", argument: "id" }])
      set(in: In, n: Int, level: Level): Int @public
    }
    type Mutation { ping: Int @public wipe: Int @auth(role: ADMIN) }
    type Subscription { tick: Int @auth(role: USER) }
    ${ROLES}`),
  { viewerOf: () => null, policies: { may: () => true }, onWarning: () => {}, now: () => 10_000 },
);
const user = as('u1', 'USER');
const check = (text: string, viewer: Viewer | null | undefined = user, input: Partial<CheckInput> = {}) =>
  access.check({ document: parse(text), viewer, ...input });
function thrownBy(run: () => unknown): GraphQLError {
  try {
    run();
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

const REFUSED = { code: 'FORBIDDEN', reason: null };

describe('an operation', () => {
  test.each<[string, string]>([
    ['of what is public', '{ open doc { id } }'],
    ['of what is granted', '{ user x: user ...F } fragment F on Query { user }'],
    ['of what is skipped', '{ open admin @skip(if: true) }'],
    ['of nothing but its type', '{ __typename }'],
  ])('%s is granted', (_what, text) => expect(check(text)).toEqual({ granted: true, refusals: [] }));

  test.each<[string, string]>([
    ['on a policy', '{ may }'],
    ['on the owner', '{ user doc { mine } }'],
    ['on the value that is returned', '{ level }'],
    ['on the type of the object', '{ node { ... on Doc { secret } } }'],
  ])('that depends %s is neither granted nor refused', (_what, text) => {
    expect(check(text)).toEqual({ granted: false, refusals: [] });
  });

  test('that is refused says where, and why', () => {
    expect(check('{ user a: admin doc { secret } node { secret } may }')).toEqual({
      granted: false,
      refusals: [
        { path: ['a'], coordinate: 'Query.admin', ...REFUSED },
        { path: ['doc', 'secret'], coordinate: 'Doc.secret', ...REFUSED },
        { path: ['node', 'secret'], coordinate: 'Doc.secret', ...REFUSED },
      ],
    });
  });

  test.each([
    [anonymous, 'TOKEN_MISSING'],
    [anonymousBecause('TOKEN_REVOKED'), 'TOKEN_REVOKED'],
    [null, 'TOKEN_MISSING'],
    [undefined, 'TOKEN_MISSING'],
  ])('that asks for a viewer says why there is none', (viewer, reason) => {
    const input = { document: parse('mutation { ping wipe }'), viewer };
    expect(access.check(input)).toEqual({
      granted: false,
      refusals: [{ path: ['wipe'], coordinate: 'Mutation.wipe', code: 'UNAUTHENTICATED', reason }],
    });
  });

  test('is that for the rights of its viewer', () => {
    const text = '{ admin doc { secret } node { secret } level }';
    expect(check(text, as('u1', 'ADMIN', 'EDITOR'))).toEqual({ granted: true, refusals: [] });
    expect(check(text, as('u1', 'ADMIN'))).toEqual({ granted: false, refusals: [] });
  });

  test('that is too large is refused for that, whoever asks', () => {
    const text = `{ doc { ${repeat(20_001, (i) => `a${i}: id`)} } }`;
    expect(check(text, as('u1', 'ADMIN'))).toEqual({
      granted: false,
      refusals: [{ path: [], coordinate: 'Query', code: 'BAD_USER_INPUT', reason: 'TOO_LARGE' }],
    });
  });

  test('has at most 200 refusals told', () => {
    expect(check(`{ ${repeat(300, (i) => `a${i}: admin`)} }`).refusals).toHaveLength(200);
  });

  test('of a subscription is that of a viewer whose token has not expired', () => {
    const until = (expiresAt: number) => ({ ...user, expiresAt });
    expect(check('subscription { tick }', until(11))).toEqual({ granted: true, refusals: [] });
    expect(check('subscription { tick }', until(10))).toEqual({
      granted: false,
      refusals: [{ path: ['tick'], coordinate: 'Subscription.tick', code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' }],
    });
    expect(check('{ user }', until(10))).toEqual({ granted: true, refusals: [] });
  });
});

describe('the operation that is meant', () => {
  const document = parse('query A { open } query B { admin } mutation C { wipe }');
  const named = (operationName?: string | null) => access.check({ document, viewer: user, operationName });

  test('is the one of that name', () => {
    expect(named('A')).toEqual({ granted: true, refusals: [] });
    expect(named('B').refusals).toMatchObject([{ coordinate: 'Query.admin' }]);
    expect(named('C').refusals).toMatchObject([{ coordinate: 'Mutation.wipe' }]);
    expect(check('query A { open }', user, { operationName: null }).granted).toBe(true);
  });

  test.each<[string | null | undefined, string]>([
    [undefined, 'Specify which operation to use.'],
    [null, 'Specify which operation to use.'],
    ['', 'Specify which operation to use.'],
    ['s3cret', 'There is no operation with this name.'],
  ])('has to be there: %p', (name, message) => {
    const error = thrownBy(() => named(name));
    expect([error.message, error.extensions]).toEqual([message, { code: 'BAD_USER_INPUT' }]);
  });
});

describe('a document that does not fit the schema', () => {
  test.each([
    ['a field that is not there', '{ open nothing }'],
    ['a field that is not there, deep down', '{ node { ... on Doc { nothing } } }'],
    ['an argument that is not there', '{ open(s3cret: 1) }'],
    ['a value of another type', '{ set(n: "s3cret") }'],
    ['a value that is missing', '{ set(in: {}) }'],
    ['a variable of another type', 'query ($n: String = "s3cret") { set(n: $n) }'],
    ['a variable that is not declared', '{ set(n: $s3cret) }'],
    ['a fragment that is not there', '{ ...s3cret }'],
    ['a fragment in itself', '{ ...F } fragment F on Query { open ...F }'],
    ['a root that is not there', 'subscription { nothing }'],
    ['nothing selected of an object', '{ doc }'],
    ['something selected of a leaf', '{ open { s3cret } }'],
    ['two fields of one key', '{ open open: user }'],
    ['a directive that is not there', '{ open @s3cret }'],
    ['another operation that does not', 'query A { open } query B { nothing }'],
  ])('is never granted: %s', (_what, text) => {
    for (const viewer of [user, anonymous, as('u1', 'ADMIN', 'EDITOR')]) {
      const error = thrownBy(() => check(text, viewer, { operationName: text.startsWith('query A') ? 'A' : null }));
      expect(error.message).toMatch(/^The document does not match the schema at line 1, column \d+\. Validate it/);
      expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT' });
      expect(inspect(error)).not.toContain('s3cret');
    }
  });

  test.each(['mutation { wipe }', 'subscription { nope(x: 1) { y } }'])(
    'is never granted where the schema has no such operation: %s',
    (text) => {
      const queries = buildSchema(`type Query { open: Int @public } ${ROLES}`);
      const { check: checkQueries } = protectSchema(queries, { viewerOf: () => anonymous });
      expect(checkQueries({ document: parse('{ open }'), viewer: user }).granted).toBe(true);
      const error = thrownBy(() => checkQueries({ document: parse(text), viewer: user }));
      expect(error.message).toBe(`This schema has no ${text.split(' ')[0]}.`);
      expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    },
  );

  test('is so each time, and a document that fits is looked at once', () => {
    const document = parse('{ open nothing }');
    for (let i = 0; i < 3; i += 1)
      expect(thrownBy(() => access.check({ document, viewer: user })).extensions).toEqual({ code: 'BAD_USER_INPUT' });
    let looks = 0;
    const counted = parse('{ open user }');
    const definitions = counted.definitions;
    Object.defineProperty(counted, 'definitions', {
      get: () => {
        looks += 1;
        return definitions;
      },
    });
    access.check({ document: counted, viewer: user });
    const first = looks;
    access.check({ document: counted, viewer: user });
    // The operation is found again, and its fragments.
    expect(looks - first).toBeLessThan(first);
  });

  test('without locations is one, too', () => {
    const document = parse('{ nothing }', { noLocation: true });
    const error = thrownBy(() => access.check({ document, viewer: user }));
    expect(error.message).toMatch(/^The document does not match the schema\. Validate it/);
  });
});

describe('variables', () => {
  test('are coerced, and have their defaults', () => {
    const text = 'query ($id: ID = 7, $b: Boolean = true) { org(id: $id) admin @skip(if: $b) }';
    const member = withClaims({ org: '7' });
    expect(check(text, member).granted).toBe(true);
    expect(check(text, member, { variables: null }).granted).toBe(true);
    expect(check(text, member, { variables: { id: 7 } }).granted).toBe(true);
    expect(check(text, member, { variables: { id: '8' } }).refusals).toMatchObject([{ path: ['org'] }]);
    expect(check(text, member, { variables: { b: false } }).refusals).toMatchObject([{ path: ['admin'] }]);
    expect(check(text, member, { variables: { other: 1 } }).granted).toBe(true);
  });

  test('decide anew for one document', () => {
    const document = parse('query ($level: Level) { set(level: $level) }');
    const grantedWith = (level: string) => access.check({ document, viewer: user, variables: { level } }).granted;
    expect(['LOW', 'HIGH', 'LOW'].map(grantedWith)).toEqual([true, false, true]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['$n: Int', { n: 's3cret' }, '$n'],
    ['$n: Int!', {}, '$n'],
    ['$n: Int!, $in: In', { n: null, in: { x: 's3cret', level: 's3cret' } }, '$n, $in'],
    ['$in: In', { in: { s3cret: 1 } }, '$in'],
    ['$n: Doc', { n: 's3cret' }, '$n'],
  ])('that do not fit are named, and not repeated: %s', (definitions, variables, names) => {
    const error = thrownBy(() => check(`query (${definitions}) { open }`, user, { variables }));
    expect(error.message).toBe(`Invalid value for ${names}.`);
    expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect(JSON.stringify([error, error.originalError, error.cause])).not.toContain('s3cret');
  });

  test('that do not fit in very many places are not all looked at', () => {
    let looks = 0;
    const list = Array.from({ length: 1_000 }, () => ({
      toString: () => {
        looks += 1;
        return 's3cret';
      },
      toJSON: () => {
        looks += 1;
        return 's3cret';
      },
    }));
    const variables = { n: list };
    expect(() => check('query ($n: [Int]) { open }', user, { variables })).toThrow('Invalid value for $n.');
    expect(looks).toBeLessThan(200);
  });

  test('that are nested deeper than the stack goes do not fit', () => {
    const recursive = protectSchema(buildSchema(`input In { in: In } type Query { a(in: In): Int @public } ${ROLES}`), {
      viewerOf: () => null,
    });
    let input: Record<string, unknown> = {};
    for (let i = 0; i < 100_000; i += 1) input = { in: input };
    const document = parse('query ($in: In) { a(in: $in) }');
    const error = thrownBy(() => recursive.check({ document, viewer: user, variables: { in: input } }));
    expect(error.message).toBe('Invalid value for the variables.');
    expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });
});
