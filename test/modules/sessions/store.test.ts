import { describe, expect, test } from '@jest/globals';
import { migrations } from '../../../src/modules/sessions/migrations.js';
import {
  endSession,
  findActiveSessionsOf,
  findOpenSessionsOf,
  findSessions,
  insertSession,
  isActive,
  removeSessionsBefore,
  rotateSession,
  type Session,
} from '../../../src/modules/sessions/store.js';
import { describeEachDatabase } from '../../support/databases.js';
import { rejectionOf, useModuleDatabase } from '../module-database.js';

// SQLSTATE, or SQLite's result code.
const DUPLICATE = expect.stringMatching(/^(23505|SQLITE_CONSTRAINT_PRIMARYKEY)$/);
const NOW = 1_800_000_000_000;

const sessionOf = (id: string, changes: Partial<Session> = {}): Session => ({
  id,
  userId: 'ann',
  counter: 0,
  validFrom: 0,
  createdAt: NOW,
  lastUsedAt: NOW,
  usedCounter: -1,
  recoveredAt: [],
  idleExpiresAt: NOW + 1000,
  expiresAt: NOW + 5000,
  endedAt: null,
  ipAddress: null,
  userAgent: null,
  data: {},
  ...changes,
});

describeEachDatabase('the sessions', (engine) => {
  const current = useModuleDatabase(engine, migrations);
  const query = () => current().database.query;
  const insert = async (...sessions: Session[]) => {
    for (const session of sessions) await insertSession(query(), session);
  };

  test('a session comes back as it was', async () => {
    const full = sessionOf('full', {
      counter: 2 ** 32 - 1,
      validFrom: 2 ** 32 - 2,
      usedCounter: 2 ** 32 - 1,
      recoveredAt: [NOW - 2, NOW - 1],
      endedAt: NOW + 1,
      ipAddress: '2001:db8::1',
      userAgent: 'Browser/1.0 (Ünal 🙂)',
      data: { org: 'acme', 'ünal\u0000': [1, null, { a: '🙂' }] },
    });
    await insert(full, sessionOf('bare'));
    expect(await findSessions(query(), ['full'])).toEqual([full]);
    expect(await findSessions(query(), ['bare'])).toEqual([sessionOf('bare')]);
  });

  test('findSessions leaves out what is not there, and no ids find nothing', async () => {
    await insert(sessionOf('a'), sessionOf('b'));
    expect((await findSessions(query(), ['b', 'none', 'a', 'a'])).map(({ id }) => id).sort()).toEqual(['a', 'b']);
    expect(await findSessions(query(), [])).toEqual([]);
  });

  test('an id that is taken is refused', async () => {
    await insert(sessionOf('a'));
    expect(await rejectionOf(insertSession(query(), sessionOf('a', { userId: 'bob' })))).toHaveProperty(
      'code',
      DUPLICATE,
    );
    expect(await findSessions(query(), ['a'])).toEqual([sessionOf('a')]);
  });

  describe('findActiveSessionsOf', () => {
    const active = async (userIds: readonly string[], now = NOW) =>
      (await findActiveSessionsOf(query(), userIds, now)).map(({ id }) => id);

    test('the last used first, then by id', async () => {
      await insert(
        sessionOf('c', { lastUsedAt: NOW + 1 }),
        sessionOf('b', { lastUsedAt: NOW + 2 }),
        sessionOf('d', { lastUsedAt: NOW + 3 }),
        sessionOf('a', { lastUsedAt: NOW + 2 }),
      );
      expect(await active(['ann'])).toEqual(['d', 'a', 'b', 'c']);
    });

    test('of these users alone', async () => {
      await insert(sessionOf('a'), sessionOf('b', { userId: 'bob' }), sessionOf('c', { userId: 'carl' }));
      expect(await active(['bob'])).toEqual(['b']);
      expect(await active(['carl', 'ann', 'nobody'])).toEqual(['a', 'c']);
      expect(await active([])).toEqual([]);
    });

    test('without those that ended, or whose time is over, to the millisecond', async () => {
      await insert(
        sessionOf('ended', { endedAt: NOW - 1 }),
        sessionOf('idle', { idleExpiresAt: NOW + 10 }),
        sessionOf('absolute', { idleExpiresAt: NOW + 1000, expiresAt: NOW + 10 }),
        sessionOf('open'),
      );
      expect(await active(['ann'], NOW + 9)).toEqual(['absolute', 'idle', 'open']);
      expect(await active(['ann'], NOW + 10)).toEqual(['open']);
      expect(await active(['ann'], NOW + 1000)).toEqual([]);
    });
  });

  test('isActive says the same of each of them', async () => {
    const all = [
      sessionOf('ended', { endedAt: NOW - 1 }),
      sessionOf('idle', { idleExpiresAt: NOW + 10 }),
      sessionOf('absolute', { expiresAt: NOW + 10 }),
      sessionOf('open'),
    ];
    await insert(...all);
    for (const now of [NOW, NOW + 9, NOW + 10, NOW + 999, NOW + 1000]) {
      const active = await findActiveSessionsOf(query(), ['ann'], now);
      expect(all.filter((session) => isActive(session, now)).map(({ id }) => id)).toEqual(
        expect.arrayContaining(active.map(({ id }) => id)),
      );
      expect(all.filter((session) => isActive(session, now))).toHaveLength(active.length);
    }
  });

  test('findOpenSessionsOf has those of a user that did not end, over or not', async () => {
    await insert(
      sessionOf('ended', { endedAt: NOW }),
      sessionOf('over', { idleExpiresAt: NOW - 1 }),
      sessionOf('open'),
      sessionOf('of bob', { userId: 'bob' }),
    );
    expect((await findOpenSessionsOf(query(), 'ann')).map(({ id }) => id).sort()).toEqual(['open', 'over']);
    expect(await findOpenSessionsOf(query(), 'bob')).toEqual([sessionOf('of bob', { userId: 'bob' })]);
    expect(await findOpenSessionsOf(query(), 'nobody')).toEqual([]);
  });

  describe('removeSessionsBefore', () => {
    const ids = async () => (await query().selectFrom('sessions').select('id').execute()).map(({ id }) => id).sort();

    test('takes those that were over before that time, to the millisecond, whether they ended or not', async () => {
      await insert(
        sessionOf('old', { expiresAt: NOW - 1 }),
        sessionOf('old and ended', { expiresAt: NOW - 1, endedAt: NOW - 100 }),
        sessionOf('over', { expiresAt: NOW }),
        sessionOf('ended', { endedAt: NOW - 100 }),
        sessionOf('idle', { idleExpiresAt: NOW - 100 }),
      );
      await removeSessionsBefore(query(), NOW);
      expect(await ids()).toEqual(['ended', 'idle', 'over']);
    });

    test.each([1, 3, 9, 10, 100])('takes ten in steps of %i', async (step) => {
      const old = Array.from({ length: 10 }, (_, i) => sessionOf(`old-${i}`, { expiresAt: NOW - 10 + (i % 3) }));
      await insert(...old, sessionOf('open'));
      await removeSessionsBefore(query(), NOW, step);
      expect(await ids()).toEqual(['open']);
    });
  });

  describe('rotateSession', () => {
    const next = {
      ...{ counter: 1, validFrom: 1, lastUsedAt: NOW + 500, idleExpiresAt: NOW + 1500 },
      ...{ usedCounter: 0, recoveredAt: [NOW, NOW + 500] },
    };

    test('moves the session on, and nothing else', async () => {
      await insert(sessionOf('a', { userAgent: 'x' }), sessionOf('b'));
      const moved = sessionOf('a', { userAgent: 'x', ...next });
      expect(await rotateSession(query(), sessionOf('a'), next)).toEqual(moved);
      expect(await findSessions(query(), ['a'])).toEqual([moved]);
      expect(await findSessions(query(), ['b'])).toEqual([sessionOf('b')]);
    });

    test('writes nothing if the session has moved on', async () => {
      await insert(sessionOf('a'));
      await rotateSession(query(), sessionOf('a'), next);
      expect(await rotateSession(query(), sessionOf('a'), { ...next, counter: 9 })).toBeUndefined();
      expect(await findSessions(query(), ['a'])).toEqual([sessionOf('a', next)]);
    });

    test.each<[keyof Session, Partial<Session>]>([
      ['counter', { counter: 1 }],
      ['lastUsedAt', { lastUsedAt: NOW + 1 }],
      ['usedCounter', { usedCounter: 0 }],
      ['recoveredAt', { recoveredAt: [NOW] }],
    ])('writes nothing if it has another %s than was read', async (_name, change) => {
      await insert(sessionOf('a', change));
      expect(await rotateSession(query(), sessionOf('a'), next)).toBeUndefined();
      expect(await findSessions(query(), ['a'])).toEqual([sessionOf('a', change)]);
    });

    test('writes nothing if the session has ended, or never was', async () => {
      await insert(sessionOf('a', { endedAt: NOW }));
      expect(await rotateSession(query(), sessionOf('a'), next)).toBeUndefined();
      expect(await rotateSession(query(), sessionOf('none'), next)).toBeUndefined();
      expect(await findSessions(query(), ['a'])).toEqual([sessionOf('a', { endedAt: NOW })]);
    });

    test('of many at once, one does it', async () => {
      await insert(sessionOf('a'));
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () =>
          current().database.transaction((tx) => rotateSession(tx.query, sessionOf('a'), next)),
        ),
      );
      expect(outcomes.filter((session) => session !== undefined)).toEqual([sessionOf('a', next)]);
    });

    test('is undone by a rollback', async () => {
      await insert(sessionOf('a'));
      const attempt = current().database.transaction(async (tx) => {
        await rotateSession(tx.query, sessionOf('a'), next);
        throw new Error('changed my mind');
      });
      await expect(attempt).rejects.toThrow('changed my mind');
      expect(await rotateSession(query(), sessionOf('a'), next)).toEqual(sessionOf('a', next));
    });
  });

  describe('endSession', () => {
    test('ends it once, and keeps the time', async () => {
      await insert(sessionOf('a'), sessionOf('b'));
      expect(await endSession(query(), 'a', NOW + 7)).toBe(true);
      expect(await endSession(query(), 'a', NOW + 8)).toBe(false);
      expect(await findSessions(query(), ['a'])).toEqual([sessionOf('a', { endedAt: NOW + 7 })]);
      expect(await findSessions(query(), ['b'])).toEqual([sessionOf('b')]);
    });

    test('is false for one that never was', async () => {
      expect(await endSession(query(), 'none', NOW)).toBe(false);
    });

    test('of many at once, one does it', async () => {
      await insert(sessionOf('a'));
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, index) => endSession(query(), 'a', NOW + index)),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    });
  });
});
