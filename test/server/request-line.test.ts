import { expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { createLogSink } from '../../src/server/log-sink.js';
import { createRequestLine } from '../../src/server/request-line.js';

function collect() {
  const texts: string[] = [];
  return { texts, output: { write: (text: string) => void texts.push(text), flushSync: () => {} } };
}

const FIELDS = '"request":"r1","status":200';

test('a line put together by hand is the one that pino would write', () => {
  jest.useFakeTimers({ now: 1_700_000_000_000 });
  try {
    const { texts, output } = collect();
    const log = pino({ level: 'info' }, output).child({ part: 'requests' });
    createRequestLine(log, output).write('warn', FIELDS, 'request');
    createRequestLine(log, undefined).write('warn', FIELDS, 'request');
    expect(texts).toHaveLength(2);
    expect(texts[0]).toBe(texts[1]);
  } finally {
    jest.useRealTimers();
  }
});

test('a log that was given writes it in its own way', () => {
  const { texts, output } = collect();
  const given = pino(
    { level: 'info', messageKey: 'text', formatters: { level: (label) => ({ level: label }) } },
    output,
  );
  createRequestLine(given, undefined).write('info', FIELDS, 'request');
  expect(JSON.parse(texts.join())).toMatchObject({ level: 'info', text: 'request', request: 'r1', status: 200 });
});

test('the level says what is on', () => {
  const line = createRequestLine(pino({ level: 'warn' }), undefined);
  expect((['debug', 'info', 'warn'] as const).map(line.isOn)).toEqual([false, false, true]);
});

test('lines are written many at once: in a tenth of a second, when they are many, and at a flush', () => {
  jest.useFakeTimers();
  try {
    const { texts, output } = collect();
    const sink = createLogSink(output);
    sink.write('a\n');
    sink.write('b\n');
    expect(texts).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(texts).toEqual(['a\nb\n']);
    sink.write('c\n');
    sink.flushSync();
    sink.flushSync();
    jest.advanceTimersByTime(100);
    expect(texts).toEqual(['a\nb\n', 'c\n']);
    sink.write('x'.repeat(20_000));
    expect(texts).toHaveLength(3);
  } finally {
    jest.useRealTimers();
  }
});
