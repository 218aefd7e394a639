import { describe, expect, test } from '@jest/globals';
import { parse, type SelectionNode } from 'graphql';
import {
  createInclusionReader,
  createInclusions,
  isConditional,
  isIncluded,
  type When,
} from '../../../src/access/decide/inclusion.js';
import { variablesOf } from '../../../src/values/variables.js';

function selection(text: string): SelectionNode {
  const [operation] = parse(`{ ${text} }`).definitions;
  const [first] = operation && 'selectionSet' in operation ? (operation.selectionSet?.selections ?? []) : [];
  if (!first) throw new Error('There is no selection.');
  return first;
}

describe('a selection', () => {
  test.each<[string, Record<string, unknown>, boolean]>([
    ['a', {}, true],
    ['a @skip(if: false)', {}, true],
    ['a @skip(if: true)', {}, false],
    ['a @include(if: true)', {}, true],
    ['a @include(if: false)', {}, false],
    ['a @skip(if: true) @include(if: true)', {}, false],
    ['a @skip(if: false) @include(if: false)', {}, false],
    ['a @skip(if: $b)', { b: true }, false],
    ['a @skip(if: $b)', { b: false }, true],
    ['a @include(if: $b)', { b: false }, false],
    ['a @include(if: $b)', { b: true }, true],
    ['a @include(if: $b) @skip(if: $c)', { b: true, c: true }, false],
    ['... @skip(if: $b) { a }', { b: true }, false],
    ['...F @include(if: $b)', { b: false }, false],
    ['a @other(if: false)', {}, true],
  ])('%s with %j', (text, variables, expected) => {
    expect(isIncluded(selection(text), variablesOf(variables, {}))).toBe(expected);
  });

  test.each([['a @include(if: $b)'], ['a @include(if: null)'], ['a @skip'], ['a @include(if: "x")']])(
    'whose condition cannot be read is left in: %s',
    (text) => {
      expect(isIncluded(selection(text), variablesOf({}, {}))).toBe(true);
    },
  );

  test.each<[string, boolean]>([
    ['a', false],
    ['a @skip(if: true)', false],
    ['a @skip(if: $b)', true],
    ['a @include(if: false) @skip(if: $b)', true],
    ['...F @include(if: $b)', true],
    ['a(x: $b)', false],
    ['a @other(if: $b)', false],
    ['a @include(if: [$b])', false],
  ])('%s depends on variables: %p', (text, expected) => expect(isConditional(selection(text))).toBe(expected));
});

describe('an inclusion', () => {
  const a = selection('a @include(if: $a)');
  const b = selection('b @skip(if: $b)');

  test('is the same one for the same place', () => {
    const inclusionOf = createInclusions();
    const ofA = inclusionOf(a, undefined);
    expect(ofA).toEqual({ selection: a, within: undefined });
    expect(inclusionOf(a, undefined)).toBe(ofA);
    expect(inclusionOf(b, ofA)).toEqual({ selection: b, within: ofA });
    expect(inclusionOf(b, ofA)).toBe(inclusionOf(b, ofA));
    expect(inclusionOf(b, undefined)).not.toBe(inclusionOf(b, ofA));
    expect(createInclusions()(a, undefined)).not.toBe(ofA);
  });

  test.each([
    [{ a: true, b: false }, true],
    [{ a: false, b: false }, false],
    [{ a: true, b: true }, false],
    [{ a: false, b: true }, false],
  ])('counts if all that it stands in does: %j', (variables, expected) => {
    const inclusionOf = createInclusions();
    const outer = inclusionOf(a, undefined);
    const reader = createInclusionReader(variablesOf(variables, {}));
    expect(reader(undefined)).toBe(true);
    expect(reader(inclusionOf(b, outer))).toBe(expected);
    expect(reader(outer)).toBe(variables.a);
    expect(createInclusionReader(variablesOf(variables, {}))(outer)).toBe(variables.a);
  });

  test('is looked at once, however many stand in it', () => {
    const inclusionOf = createInclusions();
    let reads = 0;
    const variables = Object.defineProperty({}, 'a', {
      get: () => {
        reads += 1;
        return true;
      },
      enumerable: true,
    });
    let innermost: When;
    for (let depth = 0; depth < 100; depth += 1) innermost = inclusionOf(selection('a @include(if: $a)'), innermost);
    const reader = createInclusionReader(variablesOf(variables, {}));
    expect(reader(innermost)).toBe(true);
    const once = reads;
    expect(once).toBeGreaterThanOrEqual(100);
    for (let more = 0; more < 100; more += 1) reader(inclusionOf(selection('b @skip(if: false)'), innermost));
    expect(reads).toBe(once);
  });

  test('may be nested deeper than the stack goes', () => {
    let innermost: When;
    for (let depth = 0; depth < 20_000; depth += 1) innermost = { selection: a, within: innermost };
    expect(createInclusionReader(variablesOf({ a: true }, {}))(innermost)).toBe(true);
  });
});
