import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { paintFor, showProgress, withNotice, withProgress } from '../../src/cli/terminal.js';

function output(parts: { readonly isTTY?: boolean; readonly hasColors?: () => boolean }) {
  const written: string[] = [];
  return { written, ...parts, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
}

test('colours are for a terminal that has them', () => {
  const paint = (parts: Parameters<typeof output>[0]) => paintFor(output(parts))('red', 'text');
  expect(paint({ isTTY: true, hasColors: () => true })).toBe('\u001b[31mtext\u001b[0m');
  // So Node answers with NO_COLOR.
  expect(paint({ isTTY: true, hasColors: () => false })).toBe('text');
  expect(paint({ isTTY: false, hasColors: () => true })).toBe('text');
  expect(paint({})).toBe('text');
});

test('progress is shown on a terminal, after a second, and taken away', async () => {
  const terminal = output({ isTTY: true });
  const progress = showProgress(terminal);
  progress.tell('one of two');
  await wait(700);
  expect(terminal.written).toEqual([]);
  progress.tell('two of two');
  await wait(800);
  expect(terminal.written[0]).toBe('\r\u001b[Ktwo of two');
  progress.end();
  expect(terminal.written.at(-1)).toBe('\r\u001b[K');
  const { length } = terminal.written;
  await wait(300);
  expect(terminal.written).toHaveLength(length);
});

test('nothing of it is shown where there is no terminal, nor of what is done sooner', async () => {
  const file = output({ isTTY: false });
  expect(await withProgress('working', async () => wait(1300, 7), file)).toBe(7);
  const terminal = output({ isTTY: true });
  await expect(withProgress('working', () => Promise.reject(new Error('no')), terminal)).rejects.toThrow('no');
  await wait(300);
  expect([file.written, terminal.written]).toEqual([[], []]);
});

test('a notice stands while the work is done, on a terminal alone', () => {
  const [terminal, file] = [output({ isTTY: true }), output({ isTTY: false })];
  expect(withNotice('Copying …', () => [...terminal.written], terminal)).toEqual(['Copying …']);
  expect(terminal.written).toEqual(['Copying …', '\r\u001b[K']);
  expect(withNotice('Copying …', () => [...file.written], file)).toEqual([]);
  const fail = () => {
    throw new Error('no');
  };
  expect(() => withNotice('Copying …', fail, terminal)).toThrow('no');
  expect(terminal.written.at(-1)).toBe('\r\u001b[K');
  expect(file.written).toEqual([]);
});
