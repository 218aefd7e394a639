import { describe, expect, test } from '@jest/globals';
import { accessTypeDefs } from '../../../src/access/index.js';
import { type AccessDiff, compileSchema, diffAccess, diffText } from '../../../src/access/report/index.js';
import { buildSchema, FILE, ROLES } from '../support.js';
import { compiled } from './support.js';

const diff = (before: string, after: string, roles: readonly [string, string] = [ROLES, ROLES]): AccessDiff =>
  diffAccess(compiled(before, roles[0]), compiled(after, roles[1]));

/** `coordinate why` of what opened, one way and the other. */
function opened(before: string, after: string): readonly (readonly string[])[] {
  return [diff(before, after), diff(after, before)].map((each) =>
    each.opened.map(({ coordinate, why }) => `${coordinate} ${why}`),
  );
}

const T = 'type Query { t: T @public }';

describe('the rule of a place', () => {
  test('opened, if the new one does not imply the old one; tightened the other way', () => {
    const before = `${T} type T { id: ID f: Int @auth(role: ADMIN) }`;
    const after = `${T} type T { id: ID f: Int @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) }`;
    const change = {
      coordinate: 'T.f',
      why: 'rule',
      before: { text: 'role ADMIN', locations: [`${FILE}:1`] },
      after: { text: 'role ADMIN or owner id', locations: [`${FILE}:1`] },
    };
    const to = ['signed in', 'USER', 'EDITOR', 'SUPPORT'];
    expect(diff(before, after)).toEqual({
      version: 1,
      opened: [{ ...change, to }],
      reached: [],
      tightened: [],
      added: [],
      removed: [],
    });
    expect(diff(after, before)).toEqual({
      version: 1,
      opened: [],
      reached: [],
      tightened: [{ ...change, before: change.after, after: change.before, to: [] }],
      added: [],
      removed: [],
    });
    expect(diff(before, before)).toEqual({
      version: 1,
      opened: [],
      reached: [],
      tightened: [],
      added: [],
      removed: [],
    });
  });

  test.each([
    ['a field', `${T} type T { f: Int @auth }`, `${T} type T { f: Int }`, ['T.f rule']],
    ['a type', `${T} type T @auth { f: Int }`, `${T} type T { f: Int }`, ['Query.t rule', 'T.f rule']],
    [
      'an interface',
      `${T} interface I @auth { f: Int } type T implements I { f: Int }`,
      `${T} interface I { f: Int } type T implements I { f: Int }`,
      ['T.f rule'],
    ],
    [
      'an implemented interface',
      `${T} interface I @auth { f: Int } type T implements I { f: Int }`,
      `${T} interface I @auth { f: Int } type T { f: Int }`,
      ['T.f rule'],
    ],
    [
      'an extension',
      `${T} type T { f: Int } extend type T @auth(scopes: "a")`,
      `${T} type T { f: Int }`,
      ['Query.t rule', 'T.f rule'],
    ],
    [
      'an argument',
      'type Query { a(x: Int @auth(role: USER)): Int @public }',
      'type Query { a(x: Int): Int @public }',
      ['Query.a(x:) rule'],
    ],
    [
      'an input field',
      'type Query { a(in: In): Int @public } input In { x: Int @auth(role: USER) }',
      'type Query { a(in: In): Int @public } input In { x: Int }',
      ['In.x rule'],
    ],
    [
      'an enum',
      'type Query { a(x: E): Int @public } enum E @auth { A }',
      'type Query { a(x: E): Int @public } enum E { A }',
      ['E rule'],
    ],
    [
      'an enum value',
      'type Query { a(x: E): Int @public } enum E { A @auth B }',
      'type Query { a(x: E): Int @public } enum E { A B }',
      ['E.A rule'],
    ],
    [
      'a scalar',
      'type Query { a(x: S): Int @public } scalar S @auth',
      'type Query { a(x: S): Int @public } scalar S',
      ['S rule'],
    ],
    ['a root field', 'type Query { a: Int @auth }', 'type Query { a: Int @public }', ['Query.a rule']],
    [
      'a root field that says nothing any more',
      'type Query { a: Int @auth }',
      'type Query { a: Int }',
      ['Query.a rule'],
    ],
  ])('opened on %s, and did not the other way', (_what, before, after, expected) => {
    expect(opened(before, after)).toEqual([expected, []]);
  });

  test.each(['@auth(policy: "b")', '@auth', '@auth(role: ADMIN)'])('opened when a policy becomes %s', (directive) => {
    const before = `${T} type T { f: Int @auth(policy: "a") }`;
    expect(opened(before, `${T} type T { f: Int ${directive} }`)[0]).toEqual(['T.f rule']);
    expect(opened(before, `${T} type T { f: Int @auth(policy: "a") ${directive} }`)[0]).toEqual([]);
  });

  test('opened by the roles, in the same words', () => {
    const body = 'type Query { a: Int @auth(role: SUPPORT) b: Int @auth(role: ADMIN) }';
    const flat = 'enum Role { SUPPORT ADMIN }';
    const tall = 'enum Role { SUPPORT ADMIN @includes(roles: ["SUPPORT"]) }';
    expect(diff(body, body, [flat, tall]).opened).toEqual([
      {
        coordinate: 'Query.a',
        why: 'rule',
        before: { text: 'role SUPPORT', locations: [`${FILE}:1`] },
        after: { text: 'role SUPPORT', locations: [`${FILE}:1`] },
        to: ['ADMIN'],
      },
    ]);
    expect(diff(body, body, [tall, flat])).toMatchObject({ opened: [], tightened: [{ coordinate: 'Query.a' }] });
    const root = 'enum Role { SUPPORT ADMIN ROOT @includes(roles: ["ADMIN"]) }';
    expect(diff(body, body, [flat, root]).opened.map(({ coordinate, to }) => [coordinate, to])).toEqual([
      ['Query.b', ['ROOT']],
    ]);
    expect(diff(body, body, [flat, 'enum Role { SUPPORT ADMIN OTHER }']).opened).toEqual([]);
  });
});

describe('the scopes that roles bring', () => {
  const body = 'type Query { a: Int @auth(scopes: "read") b: T @auth(scopes: "write") } type T { c: Int }';
  const none = 'enum Role { USER STAFF OWNER @includes(roles: ["STAFF"]) }';
  const some = 'enum Role { USER STAFF @grants(scopes: ["read"]) OWNER @includes(roles: ["STAFF"]) }';
  const grants = (...changed: readonly [string, string]) => diff(body, body, changed);
  const at = [`${FILE}:2`];

  test('opened, if a role brings one more, itself or by what it includes; tightened the other way', () => {
    const [no, read] = [
      { text: 'no scope', locations: at },
      { text: 'scope read', locations: at },
    ];
    const reached = {
      coordinate: 'Query.a',
      why: 'reached',
      to: ['STAFF', 'OWNER'],
      behind: ['Role.STAFF', 'Role.OWNER'],
    };
    expect(grants(none, some)).toMatchObject({
      opened: [
        { coordinate: 'Role.STAFF', why: 'grants', before: no, after: read, to: ['STAFF'] },
        { coordinate: 'Role.OWNER', why: 'grants', before: no, after: read, to: ['OWNER'] },
      ],
      reached: [reached],
      tightened: [],
      added: [],
      removed: [],
    });
    expect(grants(some, none)).toMatchObject({
      opened: [],
      reached: [],
      tightened: [
        { coordinate: 'Role.STAFF', why: 'grants', before: read, after: no, to: [] },
        { coordinate: 'Role.OWNER', why: 'grants', before: read, after: no, to: [] },
      ],
    });
    expect(grants(some, some)).toMatchObject({ opened: [], reached: [], tightened: [] });
  });

  test('opened by an @includes alone, and by a scope in the place of another', () => {
    const apart = some.replace('@includes(roles: ["STAFF"])', '');
    expect(grants(apart, some).opened).toMatchObject([
      { coordinate: 'Role.OWNER', before: { text: 'no scope' }, after: { text: 'scope read', locations: at } },
    ]);
    expect(grants(some, some.replace('"read"', '"write"'))).toMatchObject({
      opened: [
        { coordinate: 'Role.STAFF', before: { text: 'scope read' }, after: { text: 'scope write' } },
        { coordinate: 'Role.OWNER' },
      ],
      reached: [{ coordinate: 'Query.b', to: ['STAFF', 'OWNER'], behind: ['Role.STAFF', 'Role.OWNER'] }],
      tightened: [],
    });
  });

  test('opened where only another role brought it: each role stands for itself', () => {
    const both = some.replace('USER', 'USER @grants(scopes: ["read"])');
    expect(grants(some, both).opened.map(({ coordinate }) => coordinate)).toEqual(['Role.USER']);
    // OWNER has it already.
    const twice = some.replace('OWNER', 'OWNER @grants(scopes: ["read"])');
    expect(grants(some, twice)).toMatchObject({ opened: [], tightened: [] });
    expect(grants(twice, some)).toMatchObject({ opened: [], tightened: [] });
  });

  test('opened by a new role that brings some; a role that is gone is removed', () => {
    const more = some.replace('USER', 'USER CLERK @grants(scopes: ["read", "write"])');
    expect(grants(some, more)).toMatchObject({
      opened: [{ coordinate: 'Role.CLERK', before: null, after: { text: 'scopes read, write' }, to: ['CLERK'] }],
      reached: [
        { coordinate: 'Query.a', to: ['CLERK'], behind: ['Role.CLERK'] },
        { coordinate: 'Query.b', to: ['CLERK'], behind: ['Role.CLERK'] },
      ],
    });
    expect(grants(more, some)).toMatchObject({
      opened: [],
      tightened: [],
      removed: [{ coordinate: 'Role.CLERK', why: 'grants', after: null }],
    });
    expect(grants(some, some.replace('USER', 'USER CLERK')).opened).toEqual([]);
  });

  test('against a schema from before there was a @grants', () => {
    const definitions = accessTypeDefs().replace(/directive @grants.*/, '');
    const before = compileSchema(buildSchema(`${body}\n${none}`, {}, definitions));
    expect(diffAccess(before, compiled(body, some)).opened.map(({ coordinate }) => coordinate)).toEqual([
      'Role.STAFF',
      'Role.OWNER',
    ]);
  });

  test('as text, with their lines', () => {
    expect(diffText(grants(none, some.replace('["read"]', '[\n"read", "x"]')))).toBe(`Opened:
  Role.STAFF, now to STAFF
    - no scope   (${FILE}:2)
    + scopes read, x   (${FILE}:2)
  Role.OWNER, now to OWNER
    - no scope   (${FILE}:2)
    + scopes read, x   (${FILE}:2)

Reached by more viewers than before, although its own rules did not change:
  Query.a: now to STAFF, OWNER, behind Role.STAFF, Role.OWNER
`);
    expect(diffText(grants(some, none))).toBe(
      'Nothing opened.\n\nTightened:\n  Role.STAFF, OWNER: scope read -> no scope\n',
    );
  });
});

describe('a mark', () => {
  test('opened where a root field says nothing any more, or is public now without having said so', () => {
    const [marked, unmarked] = ['type Query { a: Int @public }', 'type Query { a: Int }'];
    expect(opened(marked, unmarked)).toEqual([['Query.a mark'], ['Query.a mark']]);
    expect(diff(marked, unmarked).opened).toMatchObject([{ before: { text: '@public' }, after: { text: 'unmarked' } }]);
    expect(opened(marked, marked)).toEqual([[], []]);
    expect(opened(unmarked, unmarked)).toEqual([[], []]);
    expect(opened(unmarked, 'type Query { a: Int @auth }')[0]).toEqual([]);
  });
});

describe('what is new', () => {
  test.each([
    ['a public root field', 'b: Int @public', ['Query.b presence']],
    ['one that says nothing', 'b: Int', ['Query.b presence']],
    ['one that asks for something', 'b: Int @auth', []],
    ['one that needs what nobody may send', 'b(x: Int! @auth): Int @public', []],
    ['a type that nobody reaches', 'b: New @auth', []],
    ['a type that anyone reaches', 'b: New @public', ['Query.b presence', 'New.c presence']],
  ])('%s', (_what, field, expected) => {
    const before = 'type Query { a: Int @public } type New { d: Int @auth }';
    const after = `type Query { a: Int @public ${field} } type New { d: Int @auth c: Int }`;
    expect(diff(before, after).opened.map(({ coordinate, why }) => `${coordinate} ${why}`)).toEqual(expected);
    expect(diff(after, before).opened).toEqual([]);
  });

  test('is listed with what it asks for', () => {
    const after =
      'type Query { a: Int @public b: N @auth(role: USER) } type N { x: Int y(z: Int @auth): Int @auth(scopes: "s") }';
    const { added } = diff('type Query { a: Int @public }', after);
    expect(added.map(({ coordinate, before, after: now }) => [coordinate, before, now?.text])).toEqual([
      ['Query.b', null, 'role USER'],
      ['N.x', null, 'no rule'],
      ['N.y', null, 'scope s'],
      ['N.y(z:)', null, 'signed in'],
    ]);
    expect(
      diff(after, 'type Query { a: Int @public }').removed.map(({ coordinate, after: now }) => [coordinate, now]),
    ).toEqual([
      ['Query.b', null],
      ['N.x', null],
      ['N.y', null],
      ['N.y(z:)', null],
    ]);
  });
});

describe('a way that needs no sign-in', () => {
  test('opened what it leads to, though no rule of that has changed', () => {
    const before = `type Query { t: Other @public me: U @auth } type Other { a: Int } type U { name: String mail: String @auth }`;
    const after = `type Query { t: U @public me: U @auth } type Other { a: Int } type U { name: String mail: String @auth }`;
    expect(opened(before, after)).toEqual([['U.name reached'], ['Other.a reached']]);
  });

  test('did not where it asks for something', () => {
    const before = 'type Query { u: U @auth(role: ADMIN) } type U { name: String }';
    const after = 'type Query { u: U @auth(role: ADMIN) v: U @auth } type U { name: String }';
    expect(opened(before, after)).toEqual([[], []]);
    expect(diff(before, after).reached).toMatchObject([{ coordinate: 'U.name', behind: ['Query.v'] }]);
  });
});

describe('what is behind a field', () => {
  const reached = (before: string, after: string) =>
    diff(before, after).reached.map(({ coordinate, why, to, behind }) => [coordinate, why, to, behind]);
  const USERS = ['signed in', 'USER', 'EDITOR', 'SUPPORT'];
  const TYPES = `type A { b: B id: ID } type B { mail: String @auth(role: SUPPORT) c(e: E): C } union C = D
    type D { d: Int } enum E { X Y @auth(role: SUPPORT) }`;

  test('is named where the field opens, with all that is behind it, and who gained it', () => {
    const before = `type Query { a: A @auth(role: ADMIN) } ${TYPES}`;
    const after = `type Query { a: A @auth } ${TYPES}`;
    expect(reached(before, after)).toEqual([
      ['A.b', 'reached', USERS, ['Query.a']],
      ['A.id', 'reached', USERS, ['Query.a']],
      ['B.mail', 'reached', ['SUPPORT'], ['Query.a']],
      ['B.c', 'reached', USERS, ['Query.a']],
      ['D.d', 'reached', USERS, ['Query.a']],
      ['E.Y', 'reached', ['SUPPORT'], ['Query.a']],
    ]);
    expect(diff(before, after).opened.map(({ coordinate }) => coordinate)).toEqual(['Query.a']);
    expect(reached(after, before)).toEqual([]);
    expect(reached(after, after)).toEqual([]);
  });

  test('and where the field is new, which alone opens nothing', () => {
    const before = `type Query { a: A @auth(role: ADMIN) } ${TYPES}`;
    const after = `type Query { a: A @auth(role: ADMIN) b: B @auth(role: USER) } ${TYPES}`;
    expect(reached(before, after)).toEqual([
      ['B.mail', 'reached', ['SUPPORT'], ['Query.b']],
      ['B.c', 'reached', ['USER', 'EDITOR', 'SUPPORT'], ['Query.b']],
      ['D.d', 'reached', ['USER', 'EDITOR', 'SUPPORT'], ['Query.b']],
      ['E.Y', 'reached', ['SUPPORT'], ['Query.b']],
    ]);
    expect(diff(before, after)).toMatchObject({ opened: [], added: [{ coordinate: 'Query.b' }] });
  });

  test('or is a field that needs an argument which opened', () => {
    const field = (rule: string) => `type Query { a(x: Int! ${rule}): Int @public }`;
    expect(reached(field('@auth(role: ADMIN)'), field('@auth'))).toEqual([
      ['Query.a', 'reached', USERS, ['Query.a(x:)']],
    ]);
  });

  test('is told behind a new member of a union by the union, and by each way of those who have different ones', () => {
    const before = 'union U = A type A { a: Int } type B { b: Int } type Query { u: U @auth b: B @auth(role: ADMIN) }';
    expect(reached(before, before.replace('= A', '= A | B'))).toEqual([['B.b', 'reached', USERS, ['U']]]);
    const ways = 'type B { b: Int } type Query { a: B @auth(role: ADMIN)';
    expect(
      reached(`${ways} }`, `${ways} x: B @auth(role: USER) y: B @auth(role: SUPPORT) }`.replace('USER', 'EDITOR')),
    ).toEqual([['B.b', 'reached', ['EDITOR', 'SUPPORT'], ['Query.x', 'Query.y']]]);
  });
});

describe('a default, which needs no right', () => {
  const argument = (text: string) =>
    `type Query { a(${text}): Int @public } input In { x: Int @auth y: Int = 1 } enum E { A B @auth }`;
  test.each([
    ['changed', 'x: Int = 1 @auth', 'x: Int = 2 @auth', true],
    ['new', 'x: Int @auth', 'x: Int = 2 @auth', true],
    ['null', 'x: Int @auth', 'x: Int = null @auth', true],
    ['gone', 'x: Int = 1 @auth', 'x: Int @auth', false],
    ['the same', 'x: [Int] = [1] @auth', 'x: [Int] = [1] @auth', false],
    ['of what has no rule', 'x: Int = 1', 'x: Int = 2', false],
    ['of what had no rule', 'x: Int = 1', 'x: Int = 2 @auth', false],
    ['a protected value of an enum', 'x: E = A', 'x: E = B', true],
    ['a protected value in a list', 'x: [[E]] = [[A]]', 'x: [[E]] = [[A, B]]', true],
    ['a protected field of an input', 'x: In', 'x: In = { x: 1 }', true],
  ])('%s', (_what, before, after, expected) => {
    expect(diff(argument(before), argument(after)).opened.map(({ coordinate, why }) => `${coordinate} ${why}`)).toEqual(
      expected ? ['Query.a(x:) default'] : [],
    );
  });

  test('of an input field opened, and is told as it is written', () => {
    const input = (text: string) =>
      `type Query { a(in: In): Int @public } input In { x: [Int] ${text} @auth again: In }`;
    expect(diff(input('= [1]'), input('= [1, 2]')).opened).toEqual([
      {
        coordinate: 'In.x',
        why: 'default',
        before: { text: 'default [1]', locations: [`${FILE}:1`] },
        after: { text: 'default [1, 2]', locations: [`${FILE}:1`] },
        to: [],
      },
    ]);
    expect(diff(input('= [1]'), input('= [1]')).opened).toEqual([]);
    expect(diff(input(''), input('= [1]')).opened).toMatchObject([{ before: { text: 'no default' } }]);
  });
});

describe('the differences as text', () => {
  test('tell first and at length what opened', () => {
    const before = `type Query { t: T @auth
  gone: Int @public
  was: U @auth
  more: Int @public }
type T { a: Int @auth(role: ADMIN) b: Int @auth(role: USER) c: Int }
type U { a: Int b: Int }`;
    const after = `type Query { t: T @auth
  was: U @public
  more: Int @auth
  new: Int @auth
  open: Int @public }
type T { a: Int @auth b: Int @auth(role: USER) c: Int d: Int e: Int }
type U { a: Int b: Int }`;
    expect(diffText(diff(before, after))).toBe(`Opened:
  Query.was, now to anonymous
    - signed in   (${FILE}:3)
    + @public   (${FILE}:2)
  T.a, now to signed in, USER, EDITOR, SUPPORT
    - role ADMIN   (${FILE}:5)
    + signed in   (${FILE}:6)
  Query.open, now to anonymous, signed in, USER, EDITOR, SUPPORT, ADMIN
    - did not exist
    + @public   (${FILE}:5)

Opened by a path that needs no sign-in, where there was none before:
  U.a, b: behind Query.was

Tightened:
  Query.more: @public -> signed in

Added:
  Query.new: signed in
  T.d, e: no rule

Removed:
  Query.gone
`);
  });

  test('name what is behind a field', () => {
    const field = (rule: string) => `type Query { a: A ${rule} } type A { b: Int c: Int d: Int @auth(role: SUPPORT) }`;
    expect(diffText(diff(field('@auth(role: ADMIN)'), field('@auth')))).toContain(`
Reached by more viewers than before, although its own rules did not change:
  A.b, c: now to signed in, USER, EDITOR, SUPPORT, behind Query.a
  A.d: now to SUPPORT, behind Query.a
`);
  });

  test('say that nothing opened', () => {
    expect(diffText(diff('type Query { a: Int @public }', 'type Query { a: Int @public }'))).toBe('Nothing opened.\n');
    expect(diffText(diff('type Query { a: Int @public }', 'type Query { a: Int @auth }'))).toBe(
      'Nothing opened.\n\nTightened:\n  Query.a: @public -> signed in\n',
    );
  });

  test('say why the words are the same', () => {
    const body = 'type Query { a: Int @auth(role: A) }';
    const text = diffText(diff(body, body, ['enum Role { A B }', 'enum Role { A B @includes(roles: ["A"]) }']));
    expect(text).toContain('The rule reads the same, but other roles now include those that it names.');
  });
});
