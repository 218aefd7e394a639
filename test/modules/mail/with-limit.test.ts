import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { withLimit } from '../../../src/modules/mail/with-limit.js';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Ends with its signal, and never by itself, as a mail server that hangs. */
const hang = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );

describe('a task with a time limit', () => {
  test('gives what it gives, or throws what it throws', async () => {
    const never = new AbortController().signal;
    expect(await withLimit(1, never, async () => 'done')).toBe('done');
    await expect(withLimit(1, never, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  test('is aborted when its time is over, whatever was garbage collected meanwhile', async () => {
    const collecting = setInterval(collectGarbage, 20);
    try {
      await expect(withLimit(0.3, new AbortController().signal, hang)).rejects.toThrow('longer than 0.3 s');
    } finally {
      clearInterval(collecting);
    }
  });

  test('is aborted with the other signal, and not begun after it', async () => {
    const other = new AbortController();
    const hanging = withLimit(60, other.signal, hang);
    other.abort(new Error('the server ends'));
    await expect(hanging).rejects.toThrow('the server ends');
    let isBegun = false;
    const late = withLimit(60, other.signal, async () => {
      isBegun = true;
    });
    await expect(late).rejects.toThrow('the server ends');
    expect(isBegun).toBe(false);
  });
});
