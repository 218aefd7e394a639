import { expect, test } from '@jest/globals';
import { sameKey, sameValue } from '../../../../src/access/guard/values/same-value.js';

const date = new Date(0);

test.each<[unknown, unknown]>([
  [1, 1],
  [Number.NaN, Number.NaN],
  [null, null],
  [undefined, undefined],
  [
    [1, [2]],
    [1, [2]],
  ],
  [{ a: { b: [1] } }, { a: { b: [1] } }],
  [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  [date, date],
])('%p is %p', (a, b) => expect(sameValue(a, b)).toBe(true));

test.each<[unknown, unknown]>([
  [1, '1'],
  [null, undefined],
  [[1], [1, 2]],
  [
    [1, 2],
    [2, 1],
  ],
  [{ 0: 1 }, [1]],
  [{ a: 1 }, { a: 1, b: undefined }],
  [{ a: undefined }, { b: undefined }],
  [{ toString: 1 }, {}],
  [new Date(0), new Date(0)],
  [new Map(), new Map()],
])('%p is not %p', (a, b) => expect(sameValue(a, b)).toBe(false));

test('a key is the same if a Map finds it', () => {
  const key = {};
  const values: readonly unknown[] = [0, -0, Number.NaN, null, undefined, '', 'a', key, {}, [], date];
  for (const a of values) for (const b of values) expect(sameKey(a, b)).toBe(new Map([[a, 1]]).has(b));
});
