import { beforeAll, describe, expect, test } from '@jest/globals';
import { defineModule } from '../../src/toolkit/define-module.js';
import { compileFiles, generateTypes } from '../access/codegen/support.js';

const CASES: Readonly<Record<string, readonly [code: string, problem?: RegExp]>> = {
  'no policies': ["defineModule({ name: 'a' });"],
  'none of its policies yet': ["defineModule<Policies>({ name: 'a', policies: {} });"],
  'one of its policies': ["defineModule<Policies>({ name: 'a', policies: { reads: ({ args }) => args.id === '1' } });"],
  'each of its policies': [
    "defineModule<Policies>({ name: 'a', policies: { reads: () => true, sees: ({ context, source }) => source.id === context.sessionId } });",
  ],
  'a policy that no @auth names': [
    "defineModule<Policies>({ name: 'a', policies: { rads: () => true } });",
    /'rads' does not exist in type/,
  ],
  'an argument that the field has not': [
    "defineModule<Policies>({ name: 'a', policies: { reads: ({ args }) => args.ids === '1' } });",
    /'ids' does not exist on type/,
  ],
  'a property that the object has not': [
    "defineModule<Policies>({ name: 'a', policies: { sees: ({ source }) => source.ids === '1' } });",
    /'ids' does not exist on type 'Doc'/,
  ],
  'a property that the context has not': [
    "defineModule<Policies>({ name: 'a', policies: { sees: ({ context }) => context.session === '1' } });",
    /'session' does not exist on type 'Context'/,
  ],
  'what is no policy': ["defineModule<Policies>({ name: 'a', policies: { sees: 1 } });", /'number' is not assignable/],
  'a policy that the schema of this server does not name': [
    "defineModule({ name: 'a', policies: { reads: () => true } });",
    /is not assignable to type|does not exist in type/,
  ],
  'policies of a type that is none': [
    "defineModule<{ reads: number }>({ name: 'a' });",
    /'number' is not assignable to type 'Policy<Context>'/,
  ],
  'what it makes is a module of any server': [
    "export const all: readonly Module[] = [defineModule<Policies>({ name: 'a' })];",
  ],
};

describe('defineModule takes and refuses', () => {
  let problems: ReadonlyMap<string, readonly string[]>;
  const fileOf = (name: string) => `${name.replaceAll(' ', '-')}.ts`;

  beforeAll(async () => {
    const sdl = `type Query { doc(id: ID!): Doc @auth(policy: "reads") } type Doc @auth(policy: "sees") { id: ID! }`;
    const config = {
      contextType: '../../src/module/index.js#Context',
      accessFrom: '../../src/access/index.js',
      enumsAsTypes: true,
    };
    const imports =
      "import type { Module } from '../../src/module/index.js'; import { defineModule } from '../../src/toolkit/define-module.js'; import type { Policies } from './types.js'; export type Used = [Module, Policies];";
    const cases = Object.entries(CASES).map(([name, [code]]) => [fileOf(name), `${imports}\n${code}\n`] as const);
    problems = compileFiles(new Map([['types.ts', await generateTypes([sdl], config)], ...cases]));
  }, 120_000);

  test('nothing wrong with what is written for its schema', () => {
    expect(problems.get('types.ts')).toEqual([]);
  });

  test.each(Object.entries(CASES))('%s', (name, [, problem]) => {
    expect(problems.get(fileOf(name))).toEqual(problem ? [expect.stringMatching(problem)] : []);
  });
});

describe('defineModule', () => {
  test('keeps what it is given, and lets nobody change it', () => {
    const given = { name: 'a-1', resolvers: { Query: { a: () => 1 } } };
    const made = defineModule(given);
    expect(made).toEqual(given);
    expect(made).not.toBe(given);
    expect(Object.isFrozen(made)).toBe(true);
  });

  test.each(['', 'A', '1a', 'a b', '-a', 'a_b'])('refuses the name %j', (name) => {
    expect(() => defineModule({ name })).toThrow(TypeError);
    expect(defineModule({ name: 'a' }).name).toBe('a');
  });
});
