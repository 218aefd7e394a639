import { expect, test } from '@jest/globals';
import { quietly } from '../../../src/access/guard/quietly.js';

const error = new Error('nobody listens');

test('tells', () => {
  const told: unknown[] = [];
  quietly((it: number) => told.push(it))(1);
  expect(told).toEqual([1]);
});

test('passes on what went wrong at once', () => {
  const wrong: unknown[] = [];
  const tell = quietly<number>(() => {
    throw error;
  }, wrong.push.bind(wrong));
  expect(tell(1)).toBeUndefined();
  expect(wrong).toEqual([error]);
});

test('passes on what goes wrong later, so that no promise is left rejected', async () => {
  const rejections: unknown[] = [];
  const listener = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', listener);
  const wrong: unknown[] = [];
  quietly(async () => Promise.reject(error), wrong.push.bind(wrong))(1);
  quietly(async () => Promise.reject(error))(1);
  quietly(async () => 1, wrong.push.bind(wrong))(1);
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', listener);
  expect(wrong).toEqual([error]);
  expect(rejections).toEqual([]);
});

test('what is told of errors alone drops its own', () => {
  const tell = quietly<number>(() => {
    throw error;
  });
  expect(() => tell(1)).not.toThrow();
});
