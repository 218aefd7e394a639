import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { StartupError } from '../../../src/errors.js';
import type { DecisionRecord } from '../../../src/server/access-log/record.js';
import { intoFile, intoLog } from '../../../src/server/access-log/records.js';

const record = { v: 1, coordinate: 'x'.repeat(64 * 1024) } as Partial<DecisionRecord> as DecisionRecord;

test('what a full disk has no room for is counted, and told once a minute', async () => {
  const lines: { readonly msg: string; readonly dropped?: number }[] = [];
  const log = pino({}, { write: (line) => lines.push(JSON.parse(line)) });
  const records = await intoFile('/dev/full', { log, clock: () => 0 });
  for (let at = 0; at < 100; at++) {
    records.write(record);
    await new Promise(setImmediate);
  }
  expect(records.dropped()).toBeGreaterThanOrEqual(36);
  // Which of them comes first hangs on how soon the disk is asked.
  expect(lines.map(({ msg }) => msg).sort()).toEqual([
    'decisions are dropped: writing to the file of ACCESS_LOG is too slow',
    'the file of ACCESS_LOG cannot be written to',
  ]);
  expect(lines.find(({ msg }) => msg.startsWith('decisions'))?.dropped).toBe(1);
  await records.close();
});

test('a log that would leave decisions out stops the start', () => {
  expect(() => intoLog(pino({ level: 'warn' }))).toThrow(
    new StartupError([
      'ACCESS_LOG: Decisions are lines at info, and the log has none of them. Add access=info to LOG_LEVEL, or write to a file: refused,file:/var/log/access.jsonl.',
    ]),
  );
  expect(() => intoLog(pino({ level: 'warn' }).child({}, { level: 'info' }))).not.toThrow();
});
