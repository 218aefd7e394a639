import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createOutbox, type Outbox, type OutboxOptions } from '../../../src/modules/mail/outbox.js';
import type { Mail, Transport } from '../../../src/modules/mail/transport.js';
import { until } from '../../support/mailbox.js';

const SECRET = 'a-token-that-no-log-may-have';
const mailTo = (to: string): Mail => ({ to, subject: 'Hello', text: `Open ${SECRET}` });

const outboxes: Outbox[] = [];
afterEach(async () => {
  for (const outbox of outboxes.splice(0)) await outbox.close();
});

function setUp(transport: Transport, options: Partial<OutboxOptions> = {}) {
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const outbox = createOutbox({
    transport,
    log,
    delayMilliseconds: 0,
    capacity: 100,
    concurrency: 2,
    attemptSeconds: 60,
    retrySeconds: [0.001, 0.001, 0.001],
    closeSeconds: 0.05,
    ...options,
  });
  outboxes.push(outbox);
  return { outbox, logged };
}

/** A transport that fails as told, by the number of the attempt, and keeps what it sent. */
function recorder(fail: (attempt: number) => unknown = () => undefined) {
  const sent: string[] = [];
  let attempts = 0;
  const transport: Transport = async ({ to }) => {
    attempts += 1;
    const error = fail(attempts);
    if (error !== undefined) throw error;
    sent.push(to);
  };
  return { transport, sent, attempts: () => attempts };
}

const refusal = (responseCode: number) =>
  Object.assign(new Error(`Message failed: ${responseCode} spam: ${SECRET}`), {
    code: 'EMESSAGE',
    responseCode,
    response: `${responseCode} spam: ${SECRET}`,
  });

describe('an outbox', () => {
  test('sends what it is given, and nothing where there is nothing', async () => {
    const { transport, sent } = recorder();
    const { outbox, logged } = setUp(transport);
    outbox.add(async () => mailTo('ann'));
    outbox.add(async () => undefined);
    outbox.add(async () => mailTo('bob'));
    await until(() => sent.length === 2);
    expect(sent).toEqual(['ann', 'bob']);
    expect(logged).toEqual([]);
  });

  test('makes no mail before its delay is over', async () => {
    const { transport, sent } = recorder();
    const { outbox } = setUp(transport, { delayMilliseconds: 100 });
    const start = performance.now();
    let made = 0;
    outbox.add(async () => {
      made = performance.now();
      return mailTo('ann');
    });
    expect(made).toBe(0);
    await until(() => sent.length === 1);
    // Timers may be a millisecond early.
    expect(made - start).toBeGreaterThanOrEqual(98);
  });

  test('makes one mail at a time', async () => {
    const { transport, sent } = recorder();
    const { outbox } = setUp(transport);
    let running = 0;
    let most = 0;
    for (let number = 0; number < 20; number += 1) {
      outbox.add(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running -= 1;
        return mailTo(`user ${number}`);
      });
    }
    await until(() => sent.length === 20);
    expect(sent).toHaveLength(20);
    expect(most).toBe(1);
  });

  test('tries again, and then it is sent once', async () => {
    const { transport, sent, attempts } = recorder((attempt) => (attempt < 4 ? new Error('down') : undefined));
    const { outbox, logged } = setUp(transport);
    outbox.add(async () => mailTo('ann'));
    await until(() => sent.length === 1);
    expect({ sent, attempts: attempts() }).toEqual({ sent: ['ann'], attempts: 4 });
    expect(logged.map(({ level, subject, message }) => ({ level, subject, message }))).toEqual(
      Array(3).fill({ level: 40, subject: 'Hello', message: 'down' }),
    );
  });

  test('tries again to make a mail', async () => {
    const { transport, sent } = recorder();
    const { outbox, logged } = setUp(transport);
    let attempts = 0;
    outbox.add(async () => {
      attempts += 1;
      if (attempts < 3) throw new Error('the database is away');
      return mailTo('ann');
    });
    await until(() => sent.length === 1);
    expect({ sent, attempts }).toEqual({ sent: ['ann'], attempts: 3 });
    expect(logged.map(({ level }) => level)).toEqual([40, 40]);
  });

  test('gives up after the last attempt, and says so', async () => {
    const { transport, sent, attempts } = recorder(() => new Error('down'));
    const { outbox, logged } = setUp(transport);
    outbox.add(async () => mailTo('ann'));
    await until(() => logged.some(({ level }) => level === 50));
    expect({ sent, attempts: attempts() }).toEqual({ sent: [], attempts: 4 });
    expect(logged.map(({ level }) => level)).toEqual([40, 40, 40, 50]);
    expect(logged.at(-1)).toMatchObject({ msg: 'a mail could not be sent', subject: 'Hello' });
  });

  test('tries again after a refusal for now, not after one for good', async () => {
    const temporary = recorder((attempt) => (attempt === 1 ? refusal(451) : undefined));
    const first = setUp(temporary.transport);
    first.outbox.add(async () => mailTo('ann'));
    await until(() => temporary.sent.length === 1);
    expect(temporary.attempts()).toBe(2);

    const final = recorder(() => refusal(550));
    const second = setUp(final.transport);
    second.outbox.add(async () => mailTo('ann'));
    await until(() => second.logged.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(final.attempts()).toBe(1);
    expect(second.logged).toEqual([expect.objectContaining({ level: 50, code: 'EMESSAGE', responseCode: 550 })]);
  });

  test('never logs what a server answers: it may repeat the mail', async () => {
    const { transport } = recorder((attempt) => refusal(attempt < 4 ? 451 : 554));
    const { outbox, logged } = setUp(transport);
    outbox.add(async () => mailTo('ann'));
    await until(() => logged.some(({ level }) => level === 50));
    expect(logged).toHaveLength(4);
    expect(JSON.stringify(logged)).not.toContain(SECRET);
  });

  test('sends the others while one waits', async () => {
    const { transport, sent } = recorder((attempt) => (attempt === 1 ? new Error('down') : undefined));
    const { outbox } = setUp(transport, { concurrency: 1, retrySeconds: [60] });
    outbox.add(async () => mailTo('ann'));
    outbox.add(async () => mailTo('bob'));
    await until(() => sent.length === 1);
    expect(sent).toEqual(['bob']);
  });

  test('has so many under way at once, and gives each so long', async () => {
    const signals: AbortSignal[] = [];
    const { outbox, logged } = setUp(
      (_mail, signal) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
      { concurrency: 2, attemptSeconds: 0.1, retrySeconds: [] },
    );
    for (const to of ['ann', 'bob', 'carl']) outbox.add(async () => mailTo(to));
    await until(() => signals.length === 2);
    expect(signals).toHaveLength(2);
    await until(() => logged.length === 3);
    expect(signals).toHaveLength(3);
    expect(logged.map(({ level }) => level)).toEqual([50, 50, 50]);
  });

  test('drops what is too much, tells it once, and takes more when there is room', async () => {
    const ends: (() => void)[] = [];
    const { outbox, logged } = setUp(() => new Promise((resolve) => ends.push(resolve)), { capacity: 2 });
    const made: number[] = [];
    const add = (number: number) =>
      outbox.add(async () => {
        made.push(number);
        return mailTo(`user ${number}`);
      });
    for (let number = 0; number < 10; number += 1) add(number);
    await until(() => ends.length === 2);
    expect(made).toEqual([0, 1]);
    expect(logged).toEqual([expect.objectContaining({ level: 50, capacity: 2 })]);
    for (const end of ends) end();
    await new Promise((resolve) => setTimeout(resolve, 20));
    add(10);
    await until(() => made.length === 3);
    expect(made).toEqual([0, 1, 10]);
    for (const end of ends) end();
  });
});

describe('closing', () => {
  test('sends what is there, at once, and takes no more', async () => {
    const { transport, sent } = recorder();
    const { outbox } = setUp(transport, { delayMilliseconds: 60_000 });
    outbox.add(async () => mailTo('ann'));
    outbox.add(async () => mailTo('bob'));
    await outbox.close();
    expect(sent).toEqual(['ann', 'bob']);
    outbox.add(async () => mailTo('carl'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent).toEqual(['ann', 'bob']);
  });

  test('tries what waits once more, and no more', async () => {
    const { transport, attempts } = recorder(() => new Error('down'));
    const { outbox, logged } = setUp(transport, { retrySeconds: [60, 60] });
    outbox.add(async () => mailTo('ann'));
    await until(() => logged.length === 1);
    await outbox.close();
    expect(attempts()).toBe(2);
    expect(logged.map(({ level }) => level)).toEqual([40, 50]);
  });

  test('waits for a mail server that hangs only so long, tells how many were lost, and lets go of them', async () => {
    const signals: AbortSignal[] = [];
    const { outbox, logged } = setUp((_mail, signal) => {
      signals.push(signal);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    for (const to of ['ann', 'bob', 'carl']) outbox.add(async () => mailTo(to));
    await until(() => signals.length === 2);
    await outbox.close();
    expect(logged).toEqual([expect.objectContaining({ level: 50, count: 3 })]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  test('of an empty one is done at once, and twice is once', async () => {
    const { outbox, logged } = setUp(recorder().transport, { closeSeconds: 3600 });
    await outbox.close();
    await outbox.close();
    expect(logged).toEqual([]);
  });
});
