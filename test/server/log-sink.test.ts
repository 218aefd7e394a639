import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createLogSink } from '../../src/server/log-sink.js';

const MB = 1024 * 1024;

/** Somewhere to write that takes so many bytes, and fails with this code for any more. */
function createOutput() {
  const output = {
    text: '',
    writes: 0,
    attempts: 0,
    room: Number.POSITIVE_INFINITY,
    code: 'EAGAIN',
    writeSome: (bytes: Uint8Array) => {
      output.attempts += 1;
      if (output.room === 0) throw Object.assign(new Error(output.code), { code: output.code });
      const taken = bytes.subarray(0, output.room);
      output.room -= taken.length;
      output.text += Buffer.from(taken).toString('latin1');
      output.writes += 1;
      return taken.length;
    },
  };
  return output;
}

let output: ReturnType<typeof createOutput>;
beforeEach(() => {
  jest.useFakeTimers();
  output = createOutput();
});
afterEach(() => {
  jest.useRealTimers();
});

test('lines are written many at once: in a tenth of a second, when they are many, and at a flush', () => {
  const sink = createLogSink(output.writeSome);
  sink.write('a\n');
  sink.write('b\n');
  expect(output.writes).toBe(0);
  jest.advanceTimersByTime(100);
  expect([output.text, output.writes]).toEqual(['a\nb\n', 1]);
  sink.write('c\n');
  sink.flushSync();
  sink.flushSync();
  jest.advanceTimersByTime(100);
  expect([output.text, output.writes]).toEqual(['a\nb\nc\n', 2]);
  sink.write('x'.repeat(20_000));
  expect(output.writes).toBe(3);
});

describe.each(['EAGAIN', 'ENOSPC', 'EPIPE'])('while every write fails with %s', (code) => {
  beforeEach(() => {
    output.room = 0;
    output.code = code;
  });

  test('nothing is thrown, what waits is bounded, what is dropped is counted, and the rest is written later', () => {
    const sink = createLogSink(output.writeSome);
    const line = `${'x'.repeat(1023)}\n`;
    for (let at = 0; at < 5 * 1024; at += 1) sink.write(line);
    expect(sink.dropped()).toBe(1024);
    const gaps: number[] = [];
    sink.onGap((dropped) => {
      gaps.push(dropped);
      sink.write(`gap ${dropped}\n`);
    });
    // There is no room in between for single lines, with a gap between each two of them.
    output.room = MB;
    jest.advanceTimersByTime(100);
    sink.write(line);
    expect([gaps, sink.dropped()]).toEqual([[], 1025]);
    output.room = Number.POSITIVE_INFINITY;
    jest.advanceTimersByTime(100);
    sink.write('after\n');
    sink.write('and more\n');
    jest.advanceTimersByTime(100);
    expect(gaps).toEqual([1025]);
    expect(output.text).toBe(`${line.repeat(4096)}gap 1025\nafter\nand more\n`);
  });

  test('it is not tried at each line', () => {
    const sink = createLogSink(output.writeSome);
    for (let at = 0; at < 1000; at += 1) sink.write('x'.repeat(1000));
    expect(output.attempts).toBe(1);
    jest.advanceTimersByTime(1000);
    expect(output.attempts).toBeLessThanOrEqual(101);
  });
});

test('a line that is taken in parts is whole, in any language', () => {
  const sink = createLogSink(output.writeSome);
  output.room = 4;
  sink.write('äöü€\n');
  sink.flushSync();
  output.room = Number.POSITIVE_INFINITY;
  jest.advanceTimersByTime(100);
  expect(Buffer.from(output.text, 'latin1').toString()).toBe('äöü€\n');
});
