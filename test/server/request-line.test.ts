import { expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
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
