import { describe, expect, test } from '@jest/globals';
import type { Viewer } from '../../src/access/index.js';
import {
  allowed,
  anonymous,
  ask,
  forbidden,
  hostile,
  scene,
  unauthenticated,
  withClaims,
  withScopes,
} from './support.js';

const { open, guarded } = scene(`type Query {
  tier: Int @auth(claims: [{ name: "tier", equals: "gold" }])
  oneOf: Int @auth(claims: [{ name: "tier", in: ["gold", "silver"] }])
  both: Int @auth(claims: [{ name: "tier", equals: "gold" }, { name: "beta", equals: "true" }])
  level: Int @auth(claims: [{ name: "level", equals: "7" }])
  proto: Int @auth(claims: [{ name: "__proto__", equals: "gold" }])
  dotted: Int @auth(claims: [{ name: "a.b", equals: "gold" }])
  read: Int @auth(scopes: ["read"])
  readWrite: Int @auth(scopes: ["read", "write"])
}`);
const rootValue = { tier: 1, oneOf: 1, both: 1, level: 1, proto: 1, dotted: 1, read: 1, readWrite: 1 };

function askFor(field: string, viewer: Viewer) {
  return ask(guarded, `{ ${field} }`, viewer, rootValue);
}

async function expectAllowed(field: string, viewer: Viewer) {
  expect(await askFor(field, viewer)).toEqual(allowed({ [field]: 1 }));
}

async function expectRefused(field: string, viewer: Viewer) {
  expect(await ask(open, `{ ${field} }`, viewer, rootValue)).toEqual(allowed({ [field]: 1 }));
  expect(await askFor(field, viewer)).toEqual({ data: { [field]: null }, errors: [forbidden(field)] });
}

describe('a claim', () => {
  test('with the value is let in; another, a prefix, another case is not', async () => {
    await expectAllowed('tier', withClaims({ tier: 'gold' }));
    for (const tier of ['silver', 'gol', 'golden', 'Gold', ' gold', '']) {
      await expectRefused('tier', withClaims({ tier }));
    }
  });

  test('of an anonymous viewer counts for nothing', async () => {
    const refused = { data: { tier: null }, errors: [unauthenticated('tier')] };
    expect(await askFor('tier', anonymous)).toEqual(refused);
    expect(await askFor('tier', hostile({ authenticated: false, claims: { tier: 'gold' } }))).toEqual(refused);
    expect(await askFor('tier', hostile({ authenticated: 1, claims: { tier: 'gold' } }))).toEqual(refused);
  });

  test('may be one of several', async () => {
    await expectAllowed('oneOf', withClaims({ tier: 'gold' }));
    await expectAllowed('oneOf', withClaims({ tier: 'silver' }));
    await expectRefused('oneOf', withClaims({ tier: 'bronze' }));
    await expectRefused('oneOf', withClaims({ tier: 'gold,silver' }));
  });

  test('and another both hold', async () => {
    await expectAllowed('both', withClaims({ tier: 'gold', beta: true }));
    await expectAllowed('both', withClaims({ tier: ['gold'], beta: 'true' }));
    await expectRefused('both', withClaims({ tier: 'gold' }));
    await expectRefused('both', withClaims({ beta: true }));
    await expectRefused('both', withClaims({ tier: 'gold', beta: false }));
    await expectRefused('both', withClaims({ tier: 'true', beta: 'gold' }));
  });

  test('that is a number is compared by its text', async () => {
    await expectAllowed('level', withClaims({ level: 7 }));
    await expectAllowed('level', withClaims({ level: '7' }));
    for (const level of [70, 7.5, '07', '7.0', 8]) await expectRefused('level', withClaims({ level }));
  });

  test('that is an array is let in by one match', async () => {
    await expectAllowed('tier', withClaims({ tier: ['silver', 'gold'] }));
    await expectAllowed('tier', withClaims({ tier: [null, {}, 'gold'] }));
    await expectRefused('tier', withClaims({ tier: ['silver', 'bronze'] }));
    await expectRefused('tier', withClaims({ tier: [['gold']] }));
    await expectRefused('tier', withClaims({ tier: [] }));
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['an object', { gold: true }],
    ['an object that reads like it', { toString: () => 'gold' }],
    ['a text in an object', Object('gold')],
    ['a Set', new Set(['gold'])],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a function', () => 'gold'],
  ])('that is %s is refused', async (_what, tier) => {
    await expectRefused('tier', hostile({ claims: { tier } }));
  });

  test('that is not an own property is refused', async () => {
    await expectRefused('tier', withClaims({}));
    await expectRefused('tier', hostile({ claims: Object.create({ tier: 'gold' }) }));
    await expectRefused('tier', hostile({ claims: JSON.parse('{"__proto__":{"tier":"gold"}}') }));
    await expectRefused('proto', withClaims({}));
    await expectAllowed('proto', hostile({ claims: JSON.parse('{"__proto__":"gold"}') }));
  });

  test('has a name without paths', async () => {
    await expectAllowed('dotted', withClaims({ 'a.b': 'gold' }));
    await expectRefused('dotted', withClaims({ a: { b: 'gold' } }));
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a text', 'gold'],
    ['a number', 1],
    ['a Map', new Map([['tier', 'gold']])],
  ])('of claims that are %s is refused', async (_what, claims) => {
    await expectRefused('tier', hostile({ claims }));
  });

  test('that cannot be read is refused, and does not tell why', async () => {
    const throwing = {
      get tier(): never {
        throw new Error('gold is kept here');
      },
    };
    await expectRefused('tier', hostile({ claims: throwing }));
  });
});

describe('scopes', () => {
  test('are all asked for', async () => {
    await expectAllowed('read', withScopes('read'));
    await expectAllowed('readWrite', withScopes('write', 'read', 'more'));
    await expectRefused('readWrite', withScopes('read'));
    await expectRefused('readWrite', withScopes('write'));
    await expectRefused('read', withScopes());
  });

  test('are whole words of their own case', async () => {
    for (const scope of ['READ', 'read ', 'reader', 'rea', 'read write', '*'])
      await expectRefused('read', withScopes(scope));
  });

  test('may be a Set', async () => {
    await expectAllowed('read', hostile({ scopes: new Set(['read']) }));
    await expectRefused('read', hostile({ scopes: new Set(['write']) }));
  });

  test.each<[string, unknown]>([
    ['a text', 'read'],
    ['texts with spaces', 'read write'],
    ['null', null],
    ['undefined', undefined],
    ['an object', { read: true, 0: 'read', length: 1 }],
    ['a list of lists', [['read']]],
    ['a list of objects', [{ toString: () => 'read' }]],
    ['a Map', new Map([['read', 'read']])],
  ])('that are %s grant nothing', async (_what, scopes) => {
    await expectRefused('read', hostile({ scopes }));
  });

  test('of roles, and roles of scopes, are nothing', async () => {
    await expectRefused('read', hostile({ roles: ['read'] }));
  });
});
