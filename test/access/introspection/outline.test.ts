import { describe, expect, test } from '@jest/globals';
import { anonymous, as } from '../support.js';
import { textsOf } from './support.js';

const admin = as('u1', 'ADMIN');

/** The lines of some types, for anybody. */
function linesFor(body: string, ...names: readonly string[]): readonly string[] {
  return textsOf(body)(anonymous).filter((line) => names.some((name) => line.split(' ')[1] === name));
}

describe('a field that a visible interface declares', () => {
  const body = `type Query { node: Node @public }
    interface Node { id: ID! secret(a: Int!, b: Int): Int }
    type A implements Node { id: ID! secret(a: Int!, b: Int, c: Int): Int name: String }
    type B implements Node { id: ID! secret(a: Int!, b: Int, c: Int): Int @auth(role: ADMIN) name: String @auth(role: ADMIN) }`;

  test('stays on a type where it is refused, with the arguments that the interface declares', () => {
    expect(linesFor(body, 'Node', 'A', 'B')).toEqual([
      'interface Node { id: ID! secret(a: Int!, b: Int): Int }',
      'type A implements Node { id: ID! secret(a: Int!, b: Int, c: Int): Int name: String }',
      'type B implements Node { id: ID! secret(a: Int!, b: Int): Int }',
    ]);
  });

  test('is absent from the interface if it is refused for each of its types', () => {
    const all = body.replace('c: Int): Int name', 'c: Int): Int @auth(role: ADMIN) name');
    expect(linesFor(all, 'Node', 'A', 'B')).toEqual([
      'interface Node { id: ID! }',
      'type A implements Node { id: ID! name: String }',
      'type B implements Node { id: ID! }',
    ]);
  });

  test('does not make a type visible of which nothing else is', () => {
    const only = body.replace(
      'type B implements Node { id: ID!',
      'type B implements Node { id: ID! @auth(role: ADMIN)',
    );
    expect(linesFor(only, 'Node', 'B')).toEqual(['interface Node { id: ID! secret(a: Int!, b: Int): Int }']);
    expect(textsOf(only)(admin).filter((line) => line.startsWith('type B'))).toHaveLength(1);
  });

  test('stays on interfaces in between', () => {
    const between = `type Query { top: Top @public middle: Middle @public }
      interface Top { f: Int g: Int }
      interface Middle implements Top { f: Int g: Int }
      type A implements Top { f: Int g: Int }
      type B implements Middle & Top { f: Int @auth(role: ADMIN) g: Int }`;
    expect(linesFor(between, 'Middle', 'B')).toEqual([
      'interface Middle implements Top { f: Int g: Int }',
      'type B implements Middle & Top { f: Int g: Int }',
    ]);
  });
});

describe('an argument of an interface', () => {
  const body = `type Query { any: Any @public }
    interface Any { f(a: Int, b: Int): Int }
    type A implements Any { f(a: Int @auth(role: ADMIN), b: Int): Int }
    type B implements Any { f(a: Int @auth(role: ADMIN), b: Int @auth(role: ADMIN)): Int }`;

  test('is there if one of its types takes it, and then stays on all of them', () => {
    expect(linesFor(body, 'Any', 'A', 'B')).toEqual([
      'interface Any { f(b: Int): Int }',
      'type A implements Any { f(b: Int): Int }',
      'type B implements Any { f(b: Int): Int }',
    ]);
  });

  test('hides the field of the interface if it is required and no type that answers takes it', () => {
    const required = `type Query { any: Any @public }
      interface Any { f(a: Int!): Int id: ID }
      type A implements Any { f(a: Int! = 1 @auth(role: ADMIN)): Int id: ID }`;
    expect(linesFor(required, 'Any', 'A')).toEqual([
      'interface Any { id: ID }',
      'type A implements Any { f: Int id: ID }',
    ]);
  });
});

describe('a field that stays, of a hidden type', () => {
  test('has the type that the interface declares', () => {
    const body = `type Query { any: Any @public }
      interface Any { of: Thing }
      type A implements Any { of: Plain }
      type B implements Any { of: Secret! name: String }
      interface Thing { id: ID }
      type Plain implements Thing { id: ID }
      type Secret implements Thing @auth(role: ADMIN) { id: ID }`;
    expect(linesFor(body, 'Any', 'B', 'Secret')).toEqual([
      'interface Any { of: Thing }',
      'type B implements Any { of: Thing name: String }',
    ]);
    expect(textsOf(body)(admin)).toEqual(
      expect.arrayContaining([
        'type B implements Any { of: Secret! name: String }',
        'type Secret implements Thing { id: ID }',
      ]),
    );
  });

  test('has the narrowest of the visible types that its interfaces declare', () => {
    const body = `type Query { wide: Wide @public narrow: Narrow @public }
      interface Wide { of: [Thing] }
      interface Narrow implements Wide { of: [Small!] }
      type A implements Wide { of: [Plain] }
      type C implements Narrow & Wide { of: [Plain!]! }
      type B implements Wide & Narrow { of: [Secret!]! name: String }
      interface Thing { id: ID }
      interface Small implements Thing { id: ID }
      type Plain implements Small & Thing { id: ID }
      type Secret implements Small & Thing @auth(role: ADMIN) { id: ID }`;
    expect(linesFor(body, 'B', 'Secret')).toEqual(['type B implements Wide & Narrow { of: [Small!] name: String }']);
  });

  test('has none if two interfaces want what only the hidden one is: the type leaves one of them', () => {
    const body = `type Query { i: I @public j: J @public k: K @public holder: HolderOfJ @public }
      interface I { of: X }
      interface J { of: Y name: String }
      interface K implements J { of: Y name: String }
      type P implements I & J & K { of: Both name: String }
      type A implements I { of: OnlyX }
      type B implements J & K { of: OnlyY name: String }
      interface X { id: ID }
      interface Y { id: ID }
      type OnlyX implements X { id: ID }
      type OnlyY implements Y { id: ID }
      type Both implements X & Y @auth(role: ADMIN) { id: ID }
      interface HolderOfJ { it: J }
      type Holder implements HolderOfJ { it: P }`;
    expect(linesFor(body, 'P', 'B', 'Both', 'Holder')).toEqual([
      'type B implements J & K { of: OnlyY name: String }',
      'type Holder { it: P }',
      'type P implements I { of: X name: String }',
    ]);
    expect(textsOf(body)(admin)).toEqual(
      expect.arrayContaining([
        'type P implements I & J & K { of: Both name: String }',
        'type Holder implements HolderOfJ { it: P }',
      ]),
    );
  });
});

test('a type leaves an interface that would not have an argument which another one requires', () => {
  const body = `type Query { i: I @public j: J @public t: T @public }
    interface I { f(a: Int! = 1): Int id: ID }
    interface J { f(a: Int!): Int id: ID }
    type OfI implements I { f(a: Int! = 1 @auth(role: ADMIN)): Int id: ID }
    type OfJ implements J { f(a: Int!): Int id: ID }
    type T implements I & J { f(a: Int!): Int @auth(role: ADMIN) id: ID }`;
  expect(linesFor(body, 'I', 'J', 'T')).toEqual([
    'interface I { f: Int id: ID }',
    'interface J { f(a: Int!): Int id: ID }',
    'type T implements J { f(a: Int!): Int id: ID }',
  ]);
  expect(textsOf(body)(admin)).toContain('type T implements I & J { f(a: Int!): Int id: ID }');
});
