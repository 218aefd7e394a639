import { describe, expect, jest, test } from '@jest/globals';
import { type GraphQLResolveInfo, isObjectType } from 'graphql';
import { compilePolicies } from '../../../src/access/guard/policy.js';
import { type Policy, type PolicyInput, type ProtectOptions, protectSchema } from '../../../src/access/index.js';
import {
  allowed,
  anonymous,
  as,
  ask,
  buildSchema,
  forbidden,
  hostile,
  ROLES,
  scene,
  type TestContext,
  unauthenticated,
} from '../support.js';

const body = 'type Query { a(n: Int = 3): Int @auth(policy: "may") b: Int @public }';
const rootValue = { a: 1, b: 2 };
const seen = allowed({ a: 1, b: 2 });
const refused = { data: { a: null, b: 2 }, errors: [forbidden('a')] };

function askWith(may: Policy<TestContext>, viewer = as('u1'), onFailure = (_error: unknown) => {}) {
  return ask(scene(body, {}, { policies: { may }, onFailure }).guarded, '{ a b }', viewer, rootValue);
}

function fail(): never {
  throw new Error('secret of the policy');
}

/** An object with this `then`, which is no promise. */
function thenable(then: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => void): object {
  return Object.fromEntries([['then', then]]);
}

describe('a policy grants by true', () => {
  test.each<[string, () => unknown]>([
    ['at once', () => true],
    ['later', async () => true],
    ['by a thenable', () => thenable((resolve) => resolve(true))],
  ])('%s', async (_what, may) => {
    expect(await askWith(may)).toEqual(seen);
    expect(await askWith({ decide: may, key: () => 'one' })).toEqual(seen);
  });

  const others: readonly (readonly [string, unknown])[] = [
    ['false', false],
    ['undefined', undefined],
    ['null', null],
    ['1', 1],
    ["'true'", 'true'],
    ['{}', {}],
    ['[true]', [true]],
    ['a Boolean object', Object(true)],
    ['a function', () => true],
  ];

  test.each(others)('and not by %s', async (_what, value) => {
    expect(await askWith(() => value)).toEqual(refused);
    expect(await askWith(async () => value)).toEqual(refused);
    expect(await askWith({ decide: () => value, key: () => 1 })).toEqual(refused);
  });

  test.each<[string, () => unknown]>([
    ['throws', () => fail()],
    ['rejects', async () => fail()],
    ['is a thenable that rejects', () => thenable((_, reject) => reject(new Error('secret of the policy')))],
    ['is a thenable that throws', () => thenable(fail)],
    ['answers with what cannot be looked at', () => Object.defineProperty({}, 'then', { get: fail })],
  ])('one that %s refuses; the cause is told to onFailure alone', async (_what, may) => {
    const onFailure = jest.fn();
    expect(await askWith(may, as('u1'), onFailure)).toEqual(refused);
    expect(onFailure.mock.calls).toEqual([[new Error('secret of the policy')]]);
  });

  test('a key that throws refuses too', async () => {
    const onFailure = jest.fn();
    expect(await askWith({ decide: () => true, key: fail }, as('u1'), onFailure)).toEqual(refused);
    expect(onFailure).toHaveBeenCalledTimes(1);
  });

  test('an onFailure that throws itself changes nothing for the client', async () => {
    const loud = () => {
      throw new Error('the log is full');
    };
    for (const may of [fail, async () => fail(), { decide: () => true, key: fail }]) {
      const patience = new Promise((resolve) => setTimeout(resolve, 500, 'still waiting'));
      expect(await Promise.race([askWith(may, as('u1'), loud), patience])).toEqual(refused);
    }
  });

  test('a policy that says no is no failure', async () => {
    const onFailure = jest.fn();
    expect(await askWith(() => false, as('u1'), onFailure)).toEqual(refused);
    expect(onFailure).not.toHaveBeenCalled();
  });

  test('one that never answers refuses after 5 s', async () => {
    const onFailure = jest.fn();
    expect(await askWith(() => new Promise(() => {}), as('u1'), onFailure)).toEqual(refused);
    expect(onFailure.mock.calls).toEqual([[new Error('A policy took longer than 5000 ms.')]]);
  });
});

describe('who is asked about', () => {
  test.each([
    ['anonymous', anonymous],
    ["authenticated: 'yes'", hostile({ authenticated: 'yes' })],
    ['authenticated: 1', hostile({ authenticated: 1 })],
  ])('not a viewer that is %s', async (_what, viewer) => {
    const may = jest.fn(() => true);
    expect(await askWith(may, viewer)).toEqual({ data: { a: null, b: 2 }, errors: [unauthenticated('a')] });
    expect(may).not.toHaveBeenCalled();
    expect(await askWith(may)).toEqual(seen);
    expect(may).toHaveBeenCalledTimes(1);
  });

  test('on a field: viewer, source, args, context and info', async () => {
    const may = jest.fn((_input: PolicyInput<TestContext>) => true);
    const viewer = as('u1');
    const { guarded } = scene(body, {}, { policies: { may } });
    await ask(guarded, '{ x: a(n: 4) }', viewer, rootValue);
    const input = may.mock.calls[0]?.[0];
    expect(Object.keys(input ?? {}).sort()).toEqual(['args', 'context', 'info', 'source', 'viewer']);
    expect(input).toMatchObject({ viewer, source: rootValue, args: { n: 4 }, context: { viewer } });
    expect(input?.viewer).toBe(viewer);
    expect(input?.source).toBe(rootValue);
    const info = input && 'info' in input ? (input.info satisfies GraphQLResolveInfo) : undefined;
    expect([info?.fieldName, info?.path.key, info?.parentType.name]).toEqual(['a', 'x', 'Query']);
    await ask(guarded, '{ a }', viewer, rootValue);
    expect(may.mock.calls[1]?.[0]).toMatchObject({ args: { n: 3 } });
  });

  test('on a type, or its interface: viewer, source, context and type', async () => {
    for (const [ofThing, ofAny] of [
      ['@auth(policy: "may")', ''],
      ['', '@auth(policy: "may")'],
    ]) {
      const may = jest.fn((_input: PolicyInput<TestContext>) => true);
      const { guarded } = scene(
        `type Query { thing: Thing @public } interface Any ${ofAny} { id: ID } type Thing implements Any ${ofThing} { id: ID }`,
        {},
        { policies: { may } },
      );
      const viewer = as('u1');
      const thing = { id: 't1' };
      expect(await ask(guarded, '{ thing { id } }', viewer, { thing })).toEqual(allowed({ thing }));
      const input = may.mock.calls[0]?.[0];
      expect(Object.keys(input ?? {}).sort()).toEqual(['context', 'source', 'type', 'viewer']);
      expect(input?.viewer).toBe(viewer);
      expect(input?.source).toBe(thing);
      expect(input?.context).toEqual({ viewer });
      expect(input && 'type' in input && isObjectType(input.type) && input.type.name).toBe('Thing');
    }
  });
});

describe('the policies are taken at the start', () => {
  test('what is changed afterwards has no effect', async () => {
    const keyed = { decide: () => false, key: () => 1 };
    const policies: Record<string, Policy<TestContext>> = { may: () => false, keyed };
    const { guarded } = scene(`${body} extend type Query { c: Int @auth(policy: "keyed") }`, {}, { policies });
    policies.may = () => true;
    policies.keyed = () => true;
    keyed.decide = () => true;
    expect(await ask(guarded, '{ a b c }', as('u1'), { ...rootValue, c: 3 })).toEqual({
      data: { a: null, b: 2, c: null },
      errors: [forbidden('a'), forbidden('c')],
    });
    delete policies.may;
    expect(await ask(guarded, '{ a b }', as('u1'), rootValue)).toEqual(refused);
  });

  test('one that no rule names is fine', () => {
    expect(() => scene('type Query { a: Int @auth }', {}, { policies: { may: () => true } })).not.toThrow();
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['true', true],
    ['a text', 'may'],
    ['an empty object', {}],
    ['a key alone', { key: () => 1 }],
    ['a decide that is none', { decide: true }],
    ['a key that is none', { decide: () => true, key: 'id' }],
    ['a key that is null', { decide: () => true, key: null }],
  ])('one that is %s is a mistake of the programmer, used or not', (_what, wrong) => {
    const policies = { fine: () => true, wrong } as unknown as Readonly<Record<string, Policy<unknown>>>;
    expect(() => compilePolicies(policies)).toThrow(TypeError);
    const options: ProtectOptions<unknown> = { viewerOf: () => anonymous, policies };
    const schema = buildSchema(`type Query { a: Int @auth }\n${ROLES}`);
    expect(() => protectSchema(schema, options)).toThrow(
      new TypeError('The policy "wrong" is neither a function nor { decide, key }.'),
    );
  });

  test('none at all is fine', () => {
    expect(compilePolicies().size).toBe(0);
    expect([...compilePolicies({ constructor: () => true }).keys()]).toEqual(['constructor']);
  });

  test('an onFailure that is no function is a mistake of the programmer', () => {
    const schema = buildSchema(`type Query { a: Int @auth }\n${ROLES}`);
    const options = { viewerOf: () => anonymous, onFailure: 'log' } as unknown as ProtectOptions<unknown>;
    expect(() => protectSchema(schema, options)).toThrow(new TypeError("protectSchema's onFailure is not a function."));
  });
});
