import { describe, expect, test } from '@jest/globals';
import { type Decision, decide, decideAlternative, decideClause, rightsOf } from '../../src/access/decide.js';
import type { Alternative, Clause } from '../../src/access/index.js';
import type { Roles } from '../../src/access/roles.js';
import { anonymous, anonymousBecause, as, hostile } from './support.js';

const roles: Roles = new Map([
  ['USER', new Set(['USER'])],
  ['ADMIN', new Set(['ADMIN', 'USER'])],
]);

function rights(subject: string | null, ...held: readonly string[]) {
  return rightsOf(roles, as(subject, ...held));
}

function clause(...anyOf: readonly Alternative[]): Clause {
  return { anyOf, source: { coordinate: 'T.f', location: '' } };
}

const nothing = { authenticated: false, subject: null, roles: new Set() };

describe('rightsOf', () => {
  test('a signed-in viewer has his subject, his roles, and those that they include', () => {
    expect(rights('u1', 'ADMIN')).toEqual({
      authenticated: true,
      subject: 'u1',
      roles: new Set(['ADMIN', 'USER']),
    });
  });

  test.each([
    ['null', null],
    ['undefined', undefined],
    ['anonymous', anonymous],
    ['anonymous with an expired token', anonymousBecause('TOKEN_EXPIRED')],
    ["authenticated: 'yes'", hostile({ authenticated: 'yes', roles: ['ADMIN'] })],
    ['authenticated: 1', hostile({ authenticated: 1, roles: ['ADMIN'] })],
    ['authenticated: {}', hostile({ authenticated: {}, roles: ['ADMIN'] })],
    ['no authenticated', hostile({ authenticated: undefined, roles: ['ADMIN'] })],
  ])('a viewer that is %s has no rights, whatever else is set', (_what, viewer) => {
    expect(rightsOf(roles, viewer)).toEqual(nothing);
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

  test.each([
    ['a Set', new Set(['ADMIN']), ['ADMIN', 'USER']],
    ['a text', 'ADMIN', []],
    ['an object', { 0: 'ADMIN', length: 1 }, []],
    [
      'an iterator of its own',
      {
        *[Symbol.iterator]() {
          yield 'ADMIN';
        },
      },
      [],
    ],
    ['null', null, []],
    ['undefined', undefined, []],
    ['true', true, []],
  ])('roles that are %s', (_what, held, expected) => {
    expect([...rightsOf(roles, hostile({ roles: held })).roles]).toEqual(expected);
  });
});

describe('decideAlternative', () => {
  test.each<[Alternative, string | null, string[], Decision]>([
    [{}, null, [], 'granted'],
    [{ role: 'USER' }, null, ['USER'], 'granted'],
    [{ role: 'USER' }, null, ['ADMIN'], 'granted'],
    [{ role: 'ADMIN' }, 'u1', ['USER'], 'refused'],
    [{ owner: 'id' }, 'u1', [], 'open'],
    [{ owner: 'id' }, null, ['ADMIN'], 'refused'],
    [{ owner: 'id' }, '', ['ADMIN'], 'refused'],
    [{ role: 'USER', owner: 'id' }, 'u1', ['USER'], 'open'],
    [{ role: 'ADMIN', owner: 'id' }, 'u1', ['USER'], 'refused'],
    [{ role: 'ADMIN', owner: 'id' }, null, ['ADMIN'], 'refused'],
  ])('%j for subject %j with roles %j is %s', (alternative, subject, held, expected) => {
    expect(decideAlternative(alternative, rights(subject, ...held))).toBe(expected);
  });
});

describe('decideClause', () => {
  const mixed = clause({ role: 'ADMIN' }, { owner: 'id' });

  test.each<[string, Clause, Decision]>([
    ['one granted alternative is enough', clause({ role: 'ADMIN' }, { role: 'USER' }), 'granted'],
    ['open if one is open and none granted', mixed, 'open'],
    ['granted before open', clause({ owner: 'id' }, { role: 'USER' }), 'granted'],
    ['refused if all are', clause({ role: 'ADMIN' }, { role: 'ROOT' }), 'refused'],
    ['no alternative at all is refused', clause(), 'refused'],
  ])('%s', (_what, given, expected) => {
    expect(decideClause(given, rights('u1', 'USER'))).toBe(expected);
  });

  test('without a subject the role alone counts', () => {
    expect(decideClause(mixed, rights(null, 'ADMIN'))).toBe('granted');
    expect(decideClause(mixed, rights(null, 'USER'))).toBe('refused');
  });
});

describe('decide', () => {
  const user = clause({ role: 'USER' });
  const admin = clause({ role: 'ADMIN' });
  const own = clause({ owner: 'id' });

  test.each<[string, readonly Clause[], Decision]>([
    ['all granted', [clause({}), user], 'granted'],
    ['one refused', [user, admin], 'refused'],
    ['one open', [user, own], 'open'],
    ['refused before open', [own, admin], 'refused'],
  ])('%s', (_what, rule, expected) => {
    expect(decide(rule, rights('u1', 'USER'))).toBe(expected);
  });

  test('no rule asks for nothing, not even a viewer', () => {
    expect(decide([], rightsOf(roles, null))).toBe('granted');
  });

  test('any clause asks for a signed-in viewer', () => {
    for (const rule of [[clause({})], [own], [clause({ owner: 'id' }, {})]]) {
      expect(decide(rule, rightsOf(roles, anonymous))).toBe('refused');
    }
  });
});
