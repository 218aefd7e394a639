import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Page } from '../../src/execution/page.js';
import { stampOf } from '../../src/execution/stamp.js';

/** What stands on a page once it was written on. */
function written(write: (page: Page) => void, page = new Page()): string {
  const mark = page.at;
  write(page);
  return Buffer.from(page.cut(mark)).toString();
}

const strings = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.string({
    unit: fc.constantFrom('a', 'é', '\u07ff', '\u0800', '✓', '\ud7ff', '\uffff', '😀', '\ud800', '"', '\n'),
  }),
  fc.string({ unit: 'binary', minLength: 49, maxLength: 90 }),
);

describe('what is put on a page', () => {
  test('a string is what JSON.stringify gives', () => {
    const page = new Page();
    const isSame = (text: string) => written(() => page.putString(text), page) === JSON.stringify(text);
    fc.assert(fc.property(strings, isSame), { numRuns: 5000 });
  });

  test.each([
    ...[
      '',
      '"',
      '\\',
      '\u0000',
      '\u001f',
      '\u007f',
      '\u0080',
      '\u07ff',
      '\u0800',
      '\u2028',
      '\ud7ff',
      '\ue000',
      '\uffff',
    ],
    ...['\ud800', '\udfff\ud800', '😀', 'a\ud800', 'é"', 'é'.repeat(48), 'é'.repeat(49), '✓'.repeat(30_000)],
  ])('the string %j', (text) => {
    expect(written((page) => page.putString(text))).toBe(JSON.stringify(text));
  });

  test('a number is what JSON.stringify gives', () => {
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => cents / 100),
      fc.integer({ min: 0, max: 100_000_000 }).map((mills) => mills / 1000),
    );
    const page = new Page();
    const isSame = (number: number) => written(() => page.putNumber(number), page) === JSON.stringify(number);
    fc.assert(fc.property(numbers, isSame), { numRuns: 10_000 });
  });

  test.each([
    ...[0, -0, 1, 9, 10, 99, 100, -1, -10, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53, 1e21, 5e-324],
    ...[0.1, 0.01, 0.05, 0.001, 0.5, 0.29, 1.1, 1.01, 1.005, 10.25, -0.25, 0.1 + 0.2],
    ...[21_474_836.47, 21_474_836.48, 21_474_836.5, 1e7 + 0.1],
  ])('the number %p', (number) => {
    expect(written((page) => page.putNumber(number))).toBe(JSON.stringify(number));
  });

  test.each(['', 'a', 'ab', '"abc":', '"é✓😀":', 'x'.repeat(101)])('the stamp %j', (text) => {
    const put = (page: Page) => page.putStamp(stampOf(text));
    expect(written((page) => [put(page), put(page)])).toBe(text + text);
  });

  test.each<[string, (page: Page) => void, string]>([
    ['a byte', (page) => page.putByte(0x2c), ','],
    ['a stamp', (page) => page.putStamp(stampOf('"abc":')), '"abc":'],
    ['a string', (page) => page.putString('✓✓✓'), '"✓✓✓"'],
    ['a string with an escape', (page) => page.putString('✓\n'), '"✓\\n"'],
    ['a long string', (page) => page.putString('é'.repeat(60)), `"${'é'.repeat(60)}"`],
    ['an integer', (page) => page.putNumber(12_345), '12345'],
    ['a price', (page) => page.putNumber(1.25), '1.25'],
    ['a number', (page) => page.putNumber(-1.125), '-1.125'],
    ['a text', (page) => page.putText('{"é":1}'), '{"é":1}'],
  ])('%s finds room wherever the page ends', (_what, put, text) => {
    for (let left = 0; left < 130; left += 1) {
      const page = new Page();
      const before = 'x'.repeat(page.size - left);
      page.putText(before);
      expect(written(put, page)).toBe(text);
      expect(Buffer.from(page.cut(0)).toString()).toBe(before);
    }
  });
});

describe('a page', () => {
  test('has what was written before when something was taken off', () => {
    const page = new Page();
    page.putText('before ');
    const mark = page.at;
    page.putText('failed');
    page.backTo(mark);
    expect(written(() => page.putText('cut'), page)).toBe('cut');
    page.putText('after');
    expect(page.cut(0)).toBe('before after');
  });

  test.each(['', ',', 'short', 'x'.repeat(4096), 'x'.repeat(4097), '✓'.repeat(3000)])('gives what is cut', (text) => {
    const page = new Page();
    page.putText('[');
    expect(written(() => page.putText(text), page)).toBe(text);
    expect(page.cut(0)).toBe('[');
  });

  test('does not change what was taken off', () => {
    const page = new Page();
    const text = 'x'.repeat(5000);
    page.putText(text);
    const piece = page.cut(0);
    page.putText('y'.repeat(5000));
    expect(Buffer.from(piece).toString()).toBe(text);
  });

  test('is not made smaller under what stands on it', () => {
    const page = new Page();
    const before = 'x'.repeat(100_000);
    page.putText(before);
    const mark = page.at;
    page.putText('y'.repeat(2_000_000));
    page.backTo(mark);
    expect(page.size).toBeGreaterThan(mark);
    page.putText('!');
    expect(Buffer.from(page.cut(0)).toString()).toBe(`${before}!`);
  });

  test('grows, and keeps no more than a mebibyte when it is empty', () => {
    const page = new Page();
    const text = 'é'.repeat(1000);
    for (let count = 0; count < 1000; count += 1) page.putString(text);
    expect(page.size).toBeGreaterThan(1024 * 1024);
    expect(Buffer.from(page.cut(0)).toString()).toBe(`"${text}"`.repeat(1000));
    expect(page.size).toBeLessThanOrEqual(1024 * 1024);
    page.putText('x'.repeat(2_000_000));
    page.backTo(0);
    expect(page.size).toBeLessThanOrEqual(1024 * 1024);
  });
});
