import { expect, test } from '@jest/globals';
import { createWriteTogether } from '../../../src/server/http/write-together.js';

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve));

test('what is ready in one turn is written at its end, in order', async () => {
  const { written, write } = setUp();
  write(1);
  write(2);
  await Promise.resolve();
  expect(written).toEqual([]);
  await endOfTurn();
  expect(written).toEqual([1, 2]);
  write(3);
  await endOfTurn();
  expect(written).toEqual([1, 2, 3]);
});

test('the sixteenth does not wait, nor those before it', async () => {
  const { written, write } = setUp();
  for (let answer = 1; answer <= 15; answer += 1) write(answer);
  expect(written).toEqual([]);
  write(16);
  expect(written).toHaveLength(16);
  write(17);
  expect(written).toHaveLength(16);
  await endOfTurn();
  expect(written.at(-1)).toBe(17);
  expect(written).toHaveLength(17);
});

test('after a millisecond of work on others the first is written with the next', async () => {
  const { written, write, pass } = setUp();
  write(1);
  pass(0.9);
  write(2);
  expect(written).toEqual([]);
  pass(0.1);
  write(3);
  expect(written).toEqual([1, 2, 3]);
  // The millisecond is of those that wait, not of the turn.
  write(4);
  pass(0.9);
  write(5);
  expect(written).toEqual([1, 2, 3]);
  await endOfTurn();
  expect(written).toEqual([1, 2, 3, 4, 5]);
});

test('what is written while others are written waits for the end of its own turn', async () => {
  const { written, write, whenWritten } = setUp();
  whenWritten.set(1, () => write(2));
  write(1);
  await endOfTurn();
  expect(written).toEqual([1]);
  await endOfTurn();
  expect(written).toEqual([1, 2]);
});

test('one that cannot be written is told of, and the others of its turn are written', async () => {
  const { written, failed, write, whenWritten } = setUp();
  const error = new TypeError('it breaks');
  whenWritten.set(2, () => {
    throw error;
  });
  for (const answer of [1, 2, 3]) write(answer);
  await endOfTurn();
  expect(written).toEqual([1, 3]);
  expect(failed).toEqual([[error, 2]]);
  // Also where it is not the turn that ends, but the place.
  for (let answer = 2; answer <= 17; answer += 1) write(answer);
  expect(written).toHaveLength(17);
  expect(failed).toHaveLength(2);
});

function setUp() {
  let now = 5;
  const written: number[] = [];
  const failed: unknown[] = [];
  const whenWritten = new Map<number, () => void>();
  const write = createWriteTogether<number>({
    write: (answer) => {
      whenWritten.get(answer)?.();
      written.push(answer);
    },
    onFailure: (error, answer) => failed.push([error, answer]),
    now: () => now,
  });
  return {
    written,
    failed,
    whenWritten,
    write,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}
