import { afterEach, describe, expect, test } from '@jest/globals';
import type { OutboxOptions } from '../../../src/modules/mail/outbox.js';
import type { Transport } from '../../../src/modules/mail/transport.js';
import { describeEachDatabase } from '../../support/databases.js';
import { until } from '../../support/mailbox.js';
import { useModuleDatabase } from '../module-database.js';
import { hanging, migrations, recorder, refusal, SECRET, setUpOutbox, type TestOutbox } from './outbox-fixture.js';

describeEachDatabase('the outbox', (engine) => {
  const current = useModuleDatabase(engine, migrations);
  const outboxes: TestOutbox[] = [];
  afterEach(async () => {
    for (const { outbox } of outboxes.splice(0)) await outbox.close();
  });

  const setUp = (transport: Transport, options?: Partial<OutboxOptions>) => {
    const made = setUpOutbox(current(), transport, options);
    outboxes.push(made);
    return made;
  };
  const start = (transport: Transport, options?: Partial<OutboxOptions>) => {
    const made = setUp(transport, options);
    made.outbox.start();
    return made;
  };
  const rows = () => current().database.query.selectFrom('mails').selectAll().execute();
  const states = async () => (await rows()).map(({ state }) => state).sort();
  const untilStates = async (...expected: readonly string[]) => {
    const end = performance.now() + 10_000;
    while ((await states()).join() !== expected.join() && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await states()).toEqual(expected);
  };
  const givenUp = () =>
    current()
      .database.query.selectFrom('audit_events')
      .select(['user_id', 'detail'])
      .where('type', '=', 'MAIL_GIVEN_UP')
      .execute();

  test('sends what was asked for in a transaction that commits, once, and nothing of one that does not', async () => {
    const { transport, sent } = recorder();
    const { ask, askIn } = start(transport);
    await ask('ann');
    const undone = current().database.transaction(async (tx) => {
      await askIn(tx, 'bob');
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await ask('nobody');
    await ask('cat');
    await untilStates('SENT', 'SENT');
    expect(sent).toEqual(['ann', 'cat']);
  });

  test('is not to be read in the database, neither before nor after it is made or sent', async () => {
    const { transport, sent } = recorder();
    const { ask, outbox } = setUp(transport);
    await ask('ann', { same: 'ann' });
    const before = await rows();
    const hung = start(hanging().transport);
    await untilStates('SENDING');
    const made = await rows();
    await hung.outbox.close();
    outbox.start();
    await untilStates('SENT');
    expect(sent).toEqual(['ann']);
    const after = await rows();
    for (const text of [JSON.stringify(before), JSON.stringify(made), JSON.stringify(after)]) {
      expect(text).not.toContain('ann');
      expect(text).not.toContain(SECRET);
    }
    expect(before[0]?.sealed).toMatch(/^v2\./);
    expect(after).toEqual([expect.objectContaining({ sealed: '', recipient: '', network: '', turn: null })]);
  });

  test('is opened in no other row than its own', async () => {
    const { transport, sent } = recorder();
    const { ask, outbox } = setUp(transport);
    await ask('ann');
    const { query } = current().database;
    await query.updateTable('mails').set({ id: 'of an attacker' }).execute();
    outbox.start();
    await untilStates('GIVEN_UP');
    expect(sent).toEqual([]);
    expect(await givenUp()).toEqual([{ user_id: null, detail: 'hello: cannot be opened with MASTER_KEY' }]);
  });

  test('tries again later, and then it is sent once', async () => {
    const { transport, sent, tried } = recorder((attempt) => (attempt < 3 ? refusal(451) : undefined));
    const { ask, advance, logged } = start(transport);
    await ask('ann');
    for (const count of [1, 2]) {
      await until(() => tried.length === count);
      await untilStates('QUEUED');
      advance(61);
    }
    await untilStates('SENT');
    expect(sent).toEqual(['ann']);
    expect(logged.map(({ level, responseCode }) => ({ level, responseCode }))).toEqual(
      Array(2).fill({ level: 40, responseCode: 451 }),
    );
    expect(JSON.stringify(logged)).not.toContain(SECRET);
  });

  test('gives up after hours, or at once what is refused for good, with an audit event', async () => {
    const { transport, tried } = recorder((_attempt, { to }) => refusal(to === 'ann' ? 550 : 451));
    const { ask, advance, logged } = start(transport, { retentionSeconds: 86_400 });
    await ask('ann');
    await untilStates('GIVEN_UP');
    await ask('bob');
    for (let count = 2; count < 10; count += 1) {
      await until(() => tried.length === count);
      await untilStates('GIVEN_UP', 'QUEUED');
      advance(3601);
    }
    await untilStates('GIVEN_UP', 'GIVEN_UP');
    expect(tried).toEqual(['ann', ...Array(9).fill('bob')]);
    expect(await givenUp()).toEqual([
      { user_id: 'ann', detail: 'hello: 1 attempts; the last one failed with 550' },
      { user_id: 'bob', detail: 'hello: 9 attempts; the last one failed with 451' },
    ]);
    expect(JSON.stringify(logged)).not.toContain(SECRET);
  });

  test('gives up a mail whose link has expired, and sends it to nobody', async () => {
    const { transport, tried } = recorder(() => refusal(451));
    const { ask, advance } = start(transport);
    await ask('ann');
    await until(() => tried.length === 1);
    await untilStates('QUEUED');
    advance(86_401);
    await untilStates('GIVEN_UP');
    expect(tried).toEqual(['ann']);
    expect(await givenUp()).toEqual([{ user_id: 'ann', detail: 'hello: its link has expired' }]);
  });

  test.each([
    ['cannot be reached', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ESOCKET' })],
    ['refuses our password', refusal(535, 'EAUTH')],
  ])('a server that %s loses no mail, and is asked for one mail at a time', async (_name, error) => {
    let isDown = true;
    const { transport, sent, tried } = recorder(() => (isDown ? error : undefined));
    const { ask, outbox, advance } = setUp(transport, { maxRestSeconds: 0.2, concurrency: 1 });
    for (let i = 0; i < 20; i += 1) await ask(`user ${i}`, { network: `network ${i}` });
    outbox.start();
    await until(() => tried.length === 2);
    expect(tried.length).toBeLessThan(10);
    isDown = false;
    advance(61);
    await untilStates(...Array(20).fill('SENT'));
    expect(sent.toSorted()).toEqual(Array.from({ length: 20 }, (_, i) => `user ${i}`).toSorted());
    expect(await givenUp()).toEqual([]);
  });

  test('an outage of the mail server is no attempt of a mail, however long it lasts', async () => {
    const down = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ESOCKET' });
    const { transport, sent, tried } = recorder((attempt) => (attempt <= 15 ? down : undefined));
    const { ask, advance } = start(transport);
    await ask('ann');
    for (let count = 1; count <= 15; count += 1) {
      await until(() => tried.length === count);
      await untilStates('QUEUED');
      advance(3601);
    }
    await untilStates('SENT');
    expect(sent).toEqual(['ann']);
    expect(await givenUp()).toEqual([]);
  });

  test('a mail that cannot be made keeps no other waiting', async () => {
    const { transport, sent } = recorder();
    const { ask, outbox, logged } = setUp(transport);
    for (const to of ['ann', 'broken', 'bob']) await ask(to);
    outbox.start();
    await untilStates('SENT', 'SENT', 'WAITING');
    expect(sent.toSorted()).toEqual(['ann', 'bob']);
    expect(logged).toEqual([
      expect.objectContaining({ level: 50, kind: 'hello', msg: 'a mail could not be composed' }),
    ]);
  });

  test('two instances send each mail once', async () => {
    const { transport, sent } = recorder();
    const slow: Transport = async (mail, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await transport(mail, signal);
    };
    const first = setUp(slow);
    const second = setUp(slow);
    for (let i = 0; i < 60; i += 1) await first.ask(`user ${i}`);
    first.outbox.start();
    second.outbox.start();
    await untilStates(...Array(60).fill('SENT'));
    expect(sent).toHaveLength(60);
    expect(new Set(sent).size).toBe(60);
  });

  test('what an instance was sending when it died is sent by another, once its lease ends, and not before', async () => {
    // What it does is never over, and it says no more that it does it: as if it were dead.
    const dead = start(hanging().transport, { leaseSeconds: 10, idleMilliseconds: 60_000 });
    await dead.ask('ann');
    await untilStates('SENDING');
    const { transport, sent } = recorder();
    const { advance } = start(transport);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sent).toEqual([]);
    advance(11);
    await untilStates('SENT');
    expect(sent).toEqual(['ann']);
  });

  test('what an instance goes on sending stays with it', async () => {
    const slow = start(hanging().transport, { leaseSeconds: 0.3 });
    await slow.ask('ann');
    await untilStates('SENDING');
    const { transport, sent } = recorder();
    start(transport, { leaseSeconds: 0.3 });
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(sent).toEqual([]);
    expect(await states()).toEqual(['SENDING']);
  });

  test('an end lets go of what is being sent, and whoever starts next sends it', async () => {
    const { transport: never, signals } = hanging();
    const first = start(never);
    for (const to of ['ann', 'bob', 'cat']) await first.ask(to);
    await untilStates('QUEUED', 'SENDING', 'SENDING');
    await until(() => signals.length === 2);
    await first.outbox.close();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect((await rows()).map(({ state, attempts }) => ({ state, attempts }))).toEqual(
      Array(3).fill({ state: 'QUEUED', attempts: 0 }),
    );
    const { transport, sent } = recorder();
    start(transport);
    await untilStates('SENT', 'SENT', 'SENT');
    expect(sent.toSorted()).toEqual(['ann', 'bob', 'cat']);
  });

  test('a server that hangs is given up after a time, and the mail is kept', async () => {
    const { transport, signals } = hanging();
    const { ask } = start(transport, { attemptSeconds: 0.1 });
    await ask('ann');
    await until(() => signals[0]?.aborted === true);
    await untilStates('QUEUED');
  });

  test('forgets what became of a mail after a time', async () => {
    const { ask, advance } = start(recorder().transport);
    await ask('ann');
    await untilStates('SENT');
    advance(3601);
    await untilStates();
  });

  describe('is fair', () => {
    test('a network that asks for many waits for its own, and nobody else does', async () => {
      const { transport, sent } = recorder();
      const { ask, outbox } = setUp(transport, { concurrency: 1 });
      for (let i = 0; i < 40; i += 1) await ask(`flood ${i}`);
      await ask('ann', { network: '192.0.2.2' });
      await ask('bob', { network: '192.0.2.2' });
      outbox.start();
      await untilStates(...Array(42).fill('SENT'));
      expect(sent.indexOf('ann')).toBeLessThanOrEqual(2);
      expect(sent.indexOf('bob')).toBeLessThanOrEqual(4);
      expect(sent.filter((to) => to.startsWith('flood'))).toEqual(Array.from({ length: 40 }, (_, i) => `flood ${i}`));
    });

    test('a mail that rests until it is tried again gives nobody the turn before it', async () => {
      const { transport, sent } = recorder((_attempt, { to }) => (to === 'resting' ? refusal(451) : undefined));
      const { ask, outbox } = setUp(transport, { concurrency: 1 });
      for (let i = 0; i < 4; i += 1) await ask(`first ${i}`, { network: '192.0.2.7' });
      const { query } = current().database;
      await ask('resting', { network: '192.0.2.8' });
      await query.updateTable('mails').set({ turn: 10 }).where('network', '=', '192.0.2.7').execute();
      await query
        .updateTable('mails')
        .set({ next_at: Date.now() + 3_600_000 })
        .where('network', '=', '192.0.2.8')
        .execute();
      await ask('newcomer', { network: '192.0.2.9' });
      await ask('newcomer again', { network: '192.0.2.9' });
      const turns = await query
        .selectFrom('mails')
        .select('turn')
        .where('network', '=', '192.0.2.9')
        .orderBy('turn')
        .execute();
      expect(turns).toEqual([{ turn: 10 }, { turn: 11 }]);
      outbox.start();
      await untilStates(...Array(6).fill('SENT'), 'WAITING');
      expect(sent.at(-1)).toBe('newcomer again');
    });

    test('the same from one network is one while it waits to be made, and from another its own', async () => {
      const { transport, sent } = recorder();
      const { ask, outbox } = setUp(transport);
      for (let i = 0; i < 3; i += 1) await ask('ann', { same: 'ann' });
      await ask('ann', { same: 'ann', network: '192.0.2.2' });
      await ask('bob', { same: 'bob' });
      outbox.start();
      await untilStates('SENT', 'SENT', 'SENT');
      expect(sent.toSorted()).toEqual(['ann', 'ann', 'bob']);
      await ask('ann', { same: 'ann' });
      await untilStates('SENT', 'SENT', 'SENT', 'SENT');
    });

    test('too many of one network are SERVICE_UNAVAILABLE to it, and to nobody else', async () => {
      const { ask } = setUp(recorder().transport, { perNetwork: 3 });
      for (let i = 0; i < 3; i += 1) await ask('ann');
      const refused = { extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 60 } };
      await expect(ask('ann')).rejects.toMatchObject(refused);
      await ask('ann', { isOptional: true });
      await ask('bob', { network: '192.0.2.2' });
      expect(await states()).toEqual(Array(4).fill('WAITING'));
    });

    test('when many wait, each network may have one, and when twice as many do, nobody any more', async () => {
      const { transport } = hanging();
      const { ask, outbox } = setUp(transport, { capacity: 3 });
      for (let i = 0; i < 3; i += 1) await ask('ann');
      await expect(ask('ann')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      for (let i = 0; i < 3; i += 1) await ask('bob', { network: `192.0.2.${i + 2}` });
      await expect(ask('cat', { network: '192.0.2.9' })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      expect(await states()).toEqual(Array(6).fill('WAITING'));
      outbox.start();
      await untilStates('QUEUED', 'QUEUED', 'QUEUED', 'QUEUED', 'SENDING', 'SENDING');
      await expect(ask('cat', { network: '192.0.2.9' })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    });

    test('what is not wanted takes the same statements, and writes nothing', async () => {
      const { ask } = setUp(recorder().transport);
      await ask('ann', { isWanted: false });
      expect(await rows()).toEqual([]);
    });
  });

  test('a kind is defined once', () => {
    const { outbox } = setUp(recorder().transport);
    expect(() => outbox.define('hello', async () => undefined)).toThrow(TypeError);
  });
});
