import { expect, test } from '@jest/globals';
import { stopAll } from '../../src/toolkit/stop-all.js';

test('each is called in turn, whatever fails before it, and then what failed is thrown', async () => {
  const calls: string[] = [];
  const stop = (name: string, error?: Error) => async () => {
    calls.push(`${name} begins`);
    await new Promise(setImmediate);
    calls.push(`${name} ends`);
    if (error) throw error;
  };
  const [first, second] = [new Error('first'), new Error('second')];
  await expect(stopAll([stop('a', first), stop('b')])).rejects.toBe(first);
  expect(calls).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  await expect(stopAll([stop('a', first), stop('b', second)])).rejects.toMatchObject({ errors: [first, second] });
  await expect(stopAll([stop('a')])).resolves.toBeUndefined();
});

test('one that throws at once holds up nothing either', async () => {
  const calls: string[] = [];
  const fails = () => {
    throw new Error('at once');
  };
  await expect(stopAll([fails, () => calls.push('next')])).rejects.toThrow('at once');
  expect(calls).toEqual(['next']);
});
