import { describe, expect, test } from '@jest/globals';
import { type DocumentNode, getOperationAST } from 'graphql';
import type { Viewer } from '../../../src/access/index.js';
import {
  type CompiledSchema,
  compileSchema,
  type Explanation,
  explain,
  explainText,
} from '../../../src/access/report/index.js';
import { anonymous, as, ask, buildSchema, checked, FILE, ROLES, scene, withClaims } from '../support.js';
import { variablesFrom } from '../variables.js';
import { compiled } from './support.js';

type Values = Readonly<Record<string, unknown>>;

function explained(schema: CompiledSchema, query: string, viewer: Viewer, sent: Values = {}): Explanation {
  const found = tryToExplain(schema, checked(schema.schema, query), viewer, sent);
  if (found === 'too large') throw new Error('It is too large.');
  return found;
}

function tryToExplain(schema: CompiledSchema, document: DocumentNode, viewer: Viewer, sent: Values = {}) {
  const operation = getOperationAST(document);
  if (!operation) throw new Error('There is not one operation.');
  const variables = variablesFrom(schema.schema, operation.variableDefinitions, sent);
  return explain(schema, { document, operation, variables, viewer });
}

/** A line a path: `access path (types): why by`. */
function lines(body: string | CompiledSchema, query: string, viewer: Viewer, sent?: Values): readonly string[] {
  const { paths } = explained(typeof body === 'string' ? compiled(body) : body, query, viewer, sent);
  return paths.map(({ access, path, on, because, by }) => {
    const at = by.map(({ coordinate, location }) => `${coordinate} ${location.replace(`${FILE}:`, '')}`);
    return `${access} ${path.join('.')}${on.length > 0 ? ` (${on})` : ''}: ${[because, ...at].join('; ')}`;
  });
}

describe('a path', () => {
  const body = `type Query {
    open: Int @public
    said: Int
    me: User @auth
    admin: User @auth(role: ADMIN)
  }
  type User {
    id: ID
    mail: String @auth(anyOf: [{ role: SUPPORT }, { owner: "id" }]) @auth(scopes: "mail")
    org: String @auth(claims: [{ name: "org", in: ["a", "b"] }])
    may: Int @auth(policy: "may") @auth(role: USER)
  }`;

  test('is allowed, refused or depends, with the @auth that decided', () => {
    const query = '{ open said me { __typename id mail org may } again: admin { id } }';
    expect(lines(body, query, anonymous)).toEqual([
      'allowed open: @public',
      'allowed said: unmarked',
      'refused me: signed in; Query.me 4',
      'refused again: role ADMIN; Query.admin 5',
    ]);
    expect(lines(body, query, as('u1', 'USER'))).toEqual([
      'allowed open: @public',
      'allowed said: unmarked',
      'allowed me: signed in; Query.me 4',
      'allowed me.id: no rule',
      'refused me.mail: scope mail; User.mail 9',
      'refused me.org: claim org in ["a", "b"]; User.org 10',
      'depends me.may: policy may; User.may 11',
      'refused again: role ADMIN; Query.admin 5',
    ]);
    const admin = { ...as('u1', 'ADMIN'), scopes: ['mail'], claims: { org: ['b', 'c'] } };
    expect(lines(body, query, admin)).toEqual([
      'allowed open: @public',
      'allowed said: unmarked',
      'allowed me: signed in; Query.me 4',
      'allowed me.id: no rule',
      'allowed me.mail: (role SUPPORT or owner id) and scope mail; User.mail 9',
      'allowed me.org: claim org in ["a", "b"]; User.org 10',
      'depends me.may: policy may; User.may 11',
      'allowed again: role ADMIN; Query.admin 5',
      'allowed again.id: no rule',
    ]);
    expect(lines(body, '{ me { mail } }', { ...as('u1'), scopes: ['mail'] })[1]).toBe(
      'depends me.mail: owner id; User.mail 9',
    );
    expect(lines(body, '{ me { mail } }', { ...as(null), scopes: ['mail'] })[1]).toBe(
      'refused me.mail: role SUPPORT or owner id; User.mail 9',
    );
  });

  test('that is selected in several places is told once, and by its type where types differ', () => {
    const schema = compiled(`type Query { node: Node @public  all: [Any] @public }
interface Node { id: ID  name: String }
type A implements Node { id: ID  name: String @auth  b: B }
type B implements Node { id: ID  name: String  a: Int @auth(role: ADMIN) }
type C { id: ID  b: B @auth }
union Any = A | C`);
    expect(
      lines(
        schema,
        '{ node { id name ... on A { b { a } } id } node { ...N } } fragment N on Node { name id }',
        anonymous,
      ),
    ).toEqual([
      'allowed node: @public',
      'allowed node.id: no rule',
      'refused node.name (A): signed in; A.name 3',
      'allowed node.name (B): no rule',
      'allowed node.b (A): no rule',
      'refused node.b.a: role ADMIN; B.a 4',
    ]);
    expect(lines(schema, '{ all { ... on A { id b { id } } ... on C { b { a } } } }', as('u1'))).toEqual([
      'allowed all: @public',
      'allowed all.id (A): no rule',
      'allowed all.b (A): no rule',
      'allowed all.b.id: no rule',
      'allowed all.b (C): signed in; C.b 5',
      'refused all.b.a: role ADMIN; B.a 4',
    ]);
  });

  test('is told if it is included, by variables and their defaults', () => {
    const query = `query ($a: Boolean = true, $b: Boolean!) {
      open @skip(if: $a)  said @include(if: $b)  me @skip(if: true) { id }
      ... @include(if: $b) { admin { id } }  ...Q @skip(if: $b)
    } fragment Q on Query { x: open }`;
    const keys = (sent: Values) => lines(body, query, anonymous, sent).map((line) => line.split(/[ :]/)[1]);
    expect(keys({ b: true })).toEqual(['said', 'admin']);
    expect(keys({ b: false })).toEqual(['x']);
    expect(keys({ b: false, a: false })).toEqual(['open', 'x']);
  });

  test('is decided by what is sent, unless it is the default', () => {
    const schema = compiled(`type Query {
  find(
    level: Level = LOW
    by: By
    force: Boolean = false @auth(role: ADMIN)
    org: ID @auth(claims: [{ name: "org", argument: "org" }])
  ): Int @public
}
enum Level { LOW HIGH @auth(role: SUPPORT) }
input By { id: ID  name: String @auth(role: ADMIN)  more: [By!]  secret: Secret }
scalar Secret @auth(role: ADMIN)`);
    const said = (sent: string) => lines(schema, `{ find${sent} }`, withClaims({ org: 'o1' }))[0];
    const allowed = 'allowed find: @public';
    expect(said('')).toBe(allowed);
    expect(said('(level: LOW, force: false, by: { id: 1 }, org: "o1")')).toBe(allowed);
    expect(said('(level: HIGH)')).toBe('refused find: role SUPPORT; Level.HIGH 9');
    expect(said('(force: true)')).toBe('refused find: role ADMIN; Query.find(force:) 5');
    expect(said('(force: null)')).toBe('refused find: role ADMIN; Query.find(force:) 5');
    expect(said('(org: "o2")')).toBe('refused find: claim org is argument org; Query.find(org:) 6');
    expect(said('(by: { more: [{ id: 1 }, { name: null }] })')).toBe('refused find: role ADMIN; By.name 10');
    expect(said('(by: { secret: "x" })')).toBe('refused find: role ADMIN; Secret 11');
    expect(said('(by: { secret: null })')).toBe(allowed);
    const query = 'query ($by: By) { find(by: $by) }';
    expect(lines(schema, query, as('u1'), { by: { name: 'n' } })[0]).toBe('refused find: role ADMIN; By.name 10');
    expect(lines(schema, query, as('u1'))[0]).toBe(allowed);
  });

  test('depends on the value, where some values are protected', () => {
    const body = 'type Query { level: Level @public } enum Level { LOW HIGH @auth(role: SUPPORT) }';
    expect(lines(body, '{ level }', as('u1'))).toEqual([
      'depends level: not HIGH, which needs role SUPPORT; Level.HIGH 1',
    ]);
    expect(lines(body, '{ level }', as('u1', 'SUPPORT'))).toEqual(['allowed level: @public']);
  });

  test('fails where its arguments cannot be coerced', () => {
    const body = 'type Query { a(x: Int! = 1): Int @auth(role: ADMIN) }';
    const query = 'query ($x: Int) { a(x: $x) }';
    expect(lines(body, query, as('u1', 'ADMIN'), { x: null })).toEqual([
      expect.stringMatching(/^invalid a: Argument .*"Int!" (must not|not to) be null\.$/),
    ]);
    expect(lines(body, query, as('u1'), { x: null })).toEqual(['refused a: role ADMIN; Query.a 1']);
  });
});

describe('a mutation', () => {
  const schema = compiled(`type Query { a: Int @public }
    type Mutation { open: T @public  sealed: Int @auth(role: ADMIN)  owned: T @auth  any: N @public }
    type T { a: Int @auth(owner: "id") id: ID b: Int @auth(role: ADMIN) }
    interface N { b: Int } type U implements N { b: Int @auth(role: ADMIN) } type V implements N { b: Int }`);
  const heldBack = (query: string, viewer: Viewer) =>
    explained(schema, query, viewer).heldBackBy.map((path) => path.join('.'));

  test('is held back by what is refused for certain', () => {
    expect(heldBack('mutation { open { id } sealed }', as('u1'))).toEqual(['sealed']);
    expect(heldBack('mutation { open { id b } owned { x: b } }', as('u1'))).toEqual(['open.b', 'owned.x']);
    expect(heldBack('mutation { open { id } sealed }', as('u1', 'ADMIN'))).toEqual([]);
    expect(heldBack('mutation { open { a } }', as('u1'))).toEqual([]);
    expect(heldBack('mutation { any { b } }', as('u1'))).toEqual([]);
    expect(heldBack('mutation { any { ... on U { b } } }', as('u1'))).toEqual([]);
  });

  test('a query is not', () => {
    expect(explained(compiled('type Query { a: Int @auth }'), '{ a }', anonymous).heldBackBy).toEqual([]);
  });
});

describe('a large operation', () => {
  const schema = compiled('type Query { t: T @public } type T { a: T b: T c: Int @auth }');
  /** Each level doubles the paths. */
  const doubling = (levels: number) => {
    const fragments = Array.from(
      { length: levels },
      (_, n) => `fragment F${n} on T { c a { ...F${n + 1} } b { ...F${n + 1} } }`,
    );
    return `{ t { ...F0 } } ${fragments.join(' ')} fragment F${levels} on T { c }`;
  };

  test('is told in part: a fragment in many places makes more paths than there are grains of sand', () => {
    const { paths, isCut } = explained(schema, doubling(60), as('u1'));
    expect([paths.length, isCut]).toEqual([1000, true]);
    const whole = explained(schema, doubling(4), as('u1'));
    expect([whole.paths.length, whole.isCut]).toEqual([1 + 31 + 30, false]);
  });

  test('is not told at all if the server would not look at it', () => {
    const fields = Array.from({ length: 20_001 }, (_, n) => `k${n}: c`).join(' ');
    const document = checked(schema.schema, `{ t { ${fields} } }`);
    expect(tryToExplain(schema, document, as('u1'))).toBe('too large');
  });
});

describe('what is refused is what the guard refuses', () => {
  const BODY = `
    type Query {
      me: User @auth
      users(role: Role, limit: Int = 10 @auth(role: SUPPORT), by: By): [User!] @auth(anyOf: [{ role: SUPPORT }, { scopes: "users" }])
      nodes: [Node] @public
      things: [Thing] @public
      org(id: ID!): Org @auth(claims: [{ name: "org", argument: "id" }])
    }
    interface Node @auth(policy: "may") { id: ID  note: String @auth(scopes: "notes") }
    type User implements Node { id: ID note: String name: String mail: String @auth(owner: "id") level: Level friends: [User!] @auth(role: USER) }
    type Org implements Node @auth(role: USER) { id: ID note: String members: [User] level: Level }
    type Mutation { save(by: By, level: Level): User @auth  drop: Org @auth(role: ADMIN)  ping: Int @public }
    union Thing = User | Org
    enum Level { LOW HIGH @auth(role: SUPPORT) }
    input By { name: String  level: Level  force: Boolean = false @auth(role: ADMIN) }
    scalar Unused`;
  const DATA = (() => {
    const user = { __typename: 'User', id: 'u1', note: 'n', name: 'n', mail: 'm', level: 'LOW' };
    const org = { __typename: 'Org', id: 'u1', note: 'n', level: 'LOW', members: [user, user] };
    const friendly = { ...user, friends: [user] };
    return {
      me: friendly,
      users: [friendly, user],
      nodes: [friendly, org],
      things: [friendly, org],
      org,
      save: friendly,
      drop: org,
      ping: 1,
    };
  })();
  const QUERIES = [
    '{ me { id note name mail level friends { mail friends { id } } } }',
    '{ users { id note } a: users(limit: 10) { id } b: users(limit: 11) { id } c: users(by: { force: true }) { id } }',
    '{ users(by: { level: HIGH }) { id } b: users(by: { level: LOW, force: false }) { mail note } }',
    '{ nodes { id note ... on User { mail } ... on Org { level members { note mail } } } }',
    '{ things { ... on Node { id note } ... on User { x: mail } ... on Org { y: level members { mail } } } }',
    '{ org(id: "o1") { id members { mail } } b: org(id: "o2") { id } }',
    'query ($o: ID!, $y: Boolean!) { org(id: $o) { id note @skip(if: $y) } me @include(if: $y) { mail ...F } } fragment F on User { note friends { note } }',
    'mutation { save { id mail } ping }',
    'mutation { ping drop { id members { mail } } }',
    'mutation { save(level: HIGH) { id } ping }',
    'mutation { save(by: { name: "x" }) { note } ping drop { note } }',
  ];
  const VIEWERS: readonly Viewer[] = [
    anonymous,
    as('u1'),
    as('u1', 'USER'),
    { ...as('u1', 'SUPPORT'), claims: { org: 'o1' } },
    { ...as('u1', 'EDITOR'), scopes: ['users', 'notes'], claims: { org: ['o1', 'o2'] } },
    { ...as('u1', 'ADMIN'), scopes: ['notes'] },
  ];
  const values = { o: 'o1', y: true };
  const isOfUse = (query: string) => (query.includes('$o') ? values : {});

  const { guarded } = scene(BODY, {}, { policies: { may: () => true } });
  const schema = compileSchema(buildSchema(`${BODY}\n${ROLES}`));
  const told = (paths: readonly string[]) => [...new Set(paths)].sort();

  test.each(QUERIES)('%s', async (query) => {
    const seen = { refused: 0, allowed: 0 };
    for (const viewer of VIEWERS) {
      const sent = isOfUse(query);
      const { paths, heldBackBy } = explained(schema, query, viewer, sent);
      const { errors } = await ask(guarded, query, viewer, DATA, sent);
      const refusedByGuard = errors
        .filter(({ reason }) => reason !== 'NOT_RUN')
        .map(({ path }) => path.replace(/\.\d+/g, ''));
      // The guard tells one refusal for each root field that is held back.
      const held = new Map(heldBackBy.map((path) => [path[0], path.join('.')] as const).reverse());
      const refused = paths.filter(({ access }) => access === 'refused').map(({ path }) => path.join('.'));
      expect({ viewer, refused: told(heldBackBy.length > 0 ? [...held.values()] : refused) }).toEqual({
        viewer,
        refused: told(refusedByGuard),
      });
      seen.refused += refused.length;
      seen.allowed += paths.filter(({ access }) => access === 'allowed').length;
    }
    expect(Math.min(seen.refused, seen.allowed)).toBeGreaterThan(0);
  });

  test('and what depends is refused too, when the objects are not his', async () => {
    const { guarded: strict } = scene(BODY, {}, { policies: { may: () => false } });
    const query = '{ me { id name mail friends { note } } users { mail } }';
    const viewer = { ...as('u2', 'SUPPORT'), scopes: ['notes'] };
    const { paths } = explained(schema, query, viewer);
    const { errors } = await ask(strict, query, viewer, DATA);
    const open = paths.filter(({ access }) => access !== 'allowed').map(({ path }) => path.join('.'));
    const topmost = open.filter((path) => !open.some((other) => path.startsWith(`${other}.`)));
    expect(told(errors.map(({ path }) => path.replace(/\.\d+/g, '')))).toEqual(told(topmost));
    expect(topmost).toContain('me.mail');
  });
});

describe('the explanation as text', () => {
  const schema = compiled(`type Query { me: User @auth  open: Int @public }
type User { id: ID  mail: String @auth(owner: "id") }
type Mutation { drop: Int @auth(role: ADMIN)  ping: Int @public }`);
  const text = (query: string, viewer: Viewer) =>
    explainText(explained(schema, query, viewer), viewer, schema.table.roles);

  test('is a line a path', () => {
    expect(text('{ open me { id mail } }', { ...as('u1', 'USER', 'NOBLE'), scopes: ['a', 'b'] })).toBe(
      `Signed in, roles USER, NOBLE, scopes a, b. The schema has no role NOBLE: it grants nothing.

allowed  open     @public
allowed  me       signed in    Query.me ${FILE}:1
allowed  me.id    no rule
depends  me.mail  if owner id  User.mail ${FILE}:2
`,
    );
  });

  test('says first if nothing runs', () => {
    expect(text('mutation { ping drop }', anonymous)).toBe(
      `Not signed in.

Nothing in this mutation runs: drop is certain to be refused.

allowed  ping  @public
refused  drop  needs role ADMIN  Mutation.drop ${FILE}:3
`,
    );
  });

  test('says where it ends', () => {
    const fields = Array.from({ length: 1001 }, (_, n) => `k${n}: open`).join(' ');
    const written = text(`{ ${fields} }`, anonymous).split('\n');
    expect(written.slice(-3)).toEqual(['allowed  k999  @public', '… and more: the first 1000 paths are listed.', '']);
  });
});
