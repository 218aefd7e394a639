import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuditEvent } from '../../../src/modules/audit/index.js';
import { createTestClock } from '../../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../../support/databases.js';
import { startInstance, type TestInstance } from '../../support/instance.js';

const DAY = 86_400;
const CLIENT = { ipAddress: '2001:db8::1', userAgent: 'x'.repeat(300) };

describeEachDatabase('the audit service', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let instance: TestInstance;
  let told: AuditEvent[];
  let onEvent: (event: AuditEvent) => void | Promise<void>;

  beforeEach(async () => {
    told = [];
    onEvent = (event) => void told.push(event);
    place = await createTestPlace(engine);
    instance = await startInstance({
      place,
      clock: clock.now,
      env: { AUDIT_RETENTION_DAYS: '30' },
      onEvent: (event) => onEvent(event),
    });
    // The start made a signing key, and told of it.
    await instance.deps.database.query.deleteFrom('audit_events').execute();
    told = [];
  });
  afterEach(async () => {
    await instance.close();
    await place.remove();
  });

  const audit = () => instance.deps.services.audit;
  const list = () => audit().list({ userId: undefined, before: undefined, limit: 100 });
  const record = (type: AuditEvent['type']) =>
    instance.deps.database.transaction((tx) => audit().record(tx, { type, userId: 'ann', client: CLIENT }));

  test('keeps who, when and where, and the user agent cut', async () => {
    await instance.deps.database.transaction((tx) =>
      audit().record(tx, { type: 'SIGNED_OUT', userId: 'ann', actorId: 'bob', sessionId: 's', client: CLIENT }),
    );
    const expected = {
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      type: 'SIGNED_OUT',
      at: clock.now(),
      userId: 'ann',
      actorId: 'bob',
      sessionId: 's',
      ipAddress: '2001:db8::1',
      userAgent: 'x'.repeat(256),
      detail: null,
    };
    expect(await list()).toEqual([expected]);
    expect(told).toEqual([expected]);
  });

  test('keeps an event of nobody, from nowhere', async () => {
    await audit().recordAlone({ type: 'KEY_CREATED', detail: 'kid' });
    const nothing = { userId: null, actorId: null, sessionId: null, ipAddress: null, userAgent: null };
    expect(await list()).toEqual([expect.objectContaining({ type: 'KEY_CREATED', detail: 'kid', ...nothing })]);
    expect(told).toEqual(await list());
  });

  test('keeps nothing of a transaction that rolled back, and tells nobody', async () => {
    const attempt = instance.deps.database.transaction(async (tx) => {
      await audit().record(tx, { type: 'SIGNED_IN' });
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    expect(await list()).toEqual([]);
    expect(told).toEqual([]);
  });

  test('tells of an event once it is kept, and not before', async () => {
    await instance.deps.database.transaction(async (tx) => {
      await audit().record(tx, { type: 'SIGNED_IN' });
      await audit().record(tx, { type: 'SESSION_EVICTED' });
      expect(told).toEqual([]);
    });
    expect(told.map(({ type }) => type)).toEqual(['SIGNED_IN', 'SESSION_EVICTED']);
  });

  describe('whatever onEvent does', () => {
    const failures: readonly (readonly [string, () => void | Promise<void>])[] = [
      [
        'throws',
        () => {
          throw new Error('no such address');
        },
      ],
      ['rejects', () => Promise.reject(new Error('no such address'))],
      [
        'rejects later',
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          throw new Error('no such address');
        },
      ],
    ];

    test.each(failures)('it %s, and the event is kept, the deed done, the log told', async (_how, fail) => {
      onEvent = (event) => {
        told.push(event);
        return fail();
      };
      await record('SIGNED_IN');
      await audit().recordAlone({ type: 'SIGN_IN_FAILED' });
      const failed = () => instance.logged.filter(({ msg }) => msg === 'onEvent failed');
      while (failed().length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
      expect((await list()).map(({ type }) => type).sort()).toEqual(['SIGNED_IN', 'SIGN_IN_FAILED']);
      expect(told).toHaveLength(2);
      expect(instance.logged.map(({ event, msg }) => event ?? msg).sort()).toEqual(
        ['KEY_CREATED', 'SIGNED_IN', 'SIGN_IN_FAILED', 'onEvent failed', 'onEvent failed'].sort(),
      );
    });

    test.each(failures)('it %s, and a revocation that was to follow is in force', async (_how, fail) => {
      onEvent = fail;
      const { database, services } = instance.deps;
      await database.transaction(async (tx) => {
        await audit().record(tx, { type: 'SESSION_REVOKED' });
        await services.revocation.revokeSession(tx, 's');
      });
      expect(services.revocation.isRevoked({ sessionId: 's', subject: 'ann', version: 1, tokenId: 't' })).toBe(true);
    });

    test('it never resolves, and nobody waits for it', async () => {
      onEvent = () => new Promise(() => {});
      await record('SIGNED_IN');
      expect(await list()).toHaveLength(1);
    });
  });

  test('forgets events after the retention, to the millisecond', async () => {
    await record('SIGNED_IN');
    clock.advance(0.001);
    await record('SIGNED_OUT');
    clock.advance(30 * DAY - 0.001);
    await audit().removeOld();
    expect(await list()).toHaveLength(2);
    clock.advance(0.001);
    await audit().removeOld();
    expect((await list()).map(({ type }) => type)).toEqual(['SIGNED_OUT']);
    clock.advance(0.001);
    await audit().removeOld();
    expect(await list()).toEqual([]);
  });
});
