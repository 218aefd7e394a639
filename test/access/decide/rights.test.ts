import { describe, expect, test } from '@jest/globals';
import { rightsOf, textOf } from '../../../src/access/decide/rights.js';
import type { Roles } from '../../../src/access/rules/roles.js';
import { anonymous, anonymousBecause, as, hostile } from '../support.js';

const roles: Roles = new Map([
  ['USER', new Set(['USER'])],
  ['ADMIN', new Set(['ADMIN', 'USER'])],
]);

/** All that a viewer can bring, with the texts of the claim `org`. */
function brought(viewer: Parameters<typeof rightsOf>[1]) {
  const { claim, ...rights } = rightsOf(roles, viewer);
  return { ...rights, org: claim('org') };
}

const nothing = { authenticated: false, subject: null, roles: new Set(), scopes: new Set(), org: [] };

describe('rightsOf', () => {
  test('a signed-in viewer has his subject, his roles and those that they include, his scopes and claims', () => {
    const viewer = { ...as('u1', 'ADMIN'), scopes: ['read'], claims: { org: 'a' } };
    expect(brought(viewer)).toEqual({
      authenticated: true,
      subject: 'u1',
      roles: new Set(['ADMIN', 'USER']),
      scopes: new Set(['read']),
      org: ['a'],
    });
  });

  test.each([
    ['null', null],
    ['undefined', undefined],
    ['anonymous', anonymous],
    ['anonymous with an expired token', anonymousBecause('TOKEN_EXPIRED')],
    [
      "authenticated: 'yes'",
      hostile({ authenticated: 'yes', roles: ['ADMIN'], scopes: ['read'], claims: { org: 'a' } }),
    ],
    ['authenticated: 1', hostile({ authenticated: 1, roles: ['ADMIN'], scopes: ['read'], claims: { org: 'a' } })],
    ['authenticated: {}', hostile({ authenticated: {}, roles: ['ADMIN'], scopes: ['read'], claims: { org: 'a' } })],
    [
      'no authenticated',
      hostile({ authenticated: undefined, roles: ['ADMIN'], scopes: ['read'], claims: { org: 'a' } }),
    ],
  ])('a viewer that is %s has no rights, whatever else is set', (_what, viewer) => {
    expect(brought(viewer)).toEqual(nothing);
  });

  test.each([
    ['empty', ''],
    ['null', null],
    ['undefined', undefined],
    ['a number', 7],
    ['an object', { toString: () => 'u1' }],
  ])('a subject that is %s owns nothing', (_what, subject) => {
    expect(rightsOf(roles, hostile({ subject })).subject).toBeNull();
  });

  const lists: readonly (readonly [string, unknown, boolean])[] = [
    ['an array', ['ADMIN'], true],
    ['a Set', new Set(['ADMIN']), true],
    ['an array with other things in it', [null, {}, 1, ['ADMIN'], 'ADMIN'], true],
    ['a text', 'ADMIN', false],
    ['texts with spaces between', 'USER ADMIN', false],
    ['an array of arrays', [['ADMIN']], false],
    ['an array of objects that read like texts', [{ toString: () => 'ADMIN' }], false],
    ['a Map', new Map([['ADMIN', true]]), false],
    ['an object', { 0: 'ADMIN', length: 1 }, false],
    [
      'an iterator of its own',
      {
        *[Symbol.iterator]() {
          yield 'ADMIN';
        },
      },
      false,
    ],
    ['null', null, false],
    ['undefined', undefined, false],
    ['true', true, false],
  ];

  test.each(lists)('roles that are %s', (_what, held, grants) => {
    expect([...rightsOf(roles, hostile({ roles: held })).roles]).toEqual(grants ? ['ADMIN', 'USER'] : []);
  });

  test.each(lists)('scopes that are %s', (_what, held, grants) => {
    expect([...rightsOf(roles, hostile({ scopes: held })).scopes]).toEqual(grants ? ['ADMIN'] : []);
  });
});

describe('the texts of a claim', () => {
  const textsOf = (claims: unknown, name = 'org') => rightsOf(roles, hostile({ claims })).claim(name);
  const throwing = {
    get org(): never {
      throw new Error('no claim');
    },
  };

  test.each<[string, unknown, readonly string[]]>([
    ['a text', 'a', ['a']],
    ['an empty text', '', ['']],
    ['a number', 7, ['7']],
    ['a fraction', 1.5, ['1.5']],
    ['a boolean', false, ['false']],
    ['an array', ['a', 1, true], ['a', '1', 'true']],
    ['an array with others in it', [null, 'a', { a: 1 }, undefined, Number.NaN], ['a']],
    ['an array in an array', [['a']], []],
    ['an empty array', [], []],
    ['null', null, []],
    ['undefined', undefined, []],
    ['an object', { a: 'a' }, []],
    ['an object that reads like a text', { toString: () => 'a', valueOf: () => 'a' }, []],
    ['a text in an object', Object('a'), []],
    ['a function', () => 'a', []],
    ['a symbol', Symbol('a'), []],
    ['a BigInt', 1n, []],
    ['a Set', new Set(['a']), []],
    ['NaN', Number.NaN, []],
    ['Infinity', Number.POSITIVE_INFINITY, []],
    ['-Infinity', Number.NEGATIVE_INFINITY, []],
  ])('that is %s', (_what, value, expected) => {
    expect(textsOf({ org: value })).toEqual(expected);
  });

  test('its name is taken literally, and is an own property', () => {
    expect(textsOf({ 'a.b': 'x', a: { b: 'y' } }, 'a.b')).toEqual(['x']);
    expect(textsOf({ a: { b: 'y' } }, 'a.b')).toEqual([]);
    expect(textsOf({ 'https://x/org': 'x' }, 'https://x/org')).toEqual(['x']);
    expect(textsOf(Object.create({ org: 'a' }))).toEqual([]);
    expect(textsOf(JSON.parse('{"__proto__":{"org":"a"}}'))).toEqual([]);
    expect(textsOf(JSON.parse('{"__proto__":"a"}'), '__proto__')).toEqual(['a']);
    expect(textsOf(Object.assign(Object.create(null), { org: 'a' }))).toEqual(['a']);
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(textsOf({}, name)).toEqual([]);
    expect(textsOf({ constructor: 'a' }, 'constructor')).toEqual(['a']);
  });

  test.each([
    ['a text', 'org'],
    ['null', null],
    ['undefined', undefined],
    ['a number', 1],
    ['a function', () => 1],
  ])('of claims that are %s', (_what, claims) => {
    for (const name of ['org', 'length', '0', 'name']) expect(textsOf(claims, name)).toEqual([]);
  });

  test('that cannot be read: it grants nothing, and nothing is thrown', () => {
    expect(textsOf(throwing)).toEqual([]);
  });
});

test('what is compared is text', () => {
  expect([textOf('a'), textOf(-0), textOf(7), textOf(true)]).toEqual(['a', '0', '7', 'true']);
  expect([textOf(null), textOf(undefined), textOf(Number.NaN), textOf([]), textOf({})]).toEqual(
    Array(5).fill(undefined),
  );
});
