import { describe, expect, test } from '@jest/globals';
import { migrations } from '../../../src/modules/audit/migrations.js';
import { type AuditEvent, insertEvent, listEvents, removeEventsBefore } from '../../../src/modules/audit/store.js';
import { describeEachDatabase } from '../../support/databases.js';
import { rejectionOf, useModuleDatabase } from '../module-database.js';

const NOW = 1_800_000_000_000;
const DUPLICATE = expect.stringMatching(/^(23505|SQLITE_CONSTRAINT_PRIMARYKEY)$/);

const eventOf = (id: string, changes: Partial<AuditEvent> = {}): AuditEvent => ({
  id,
  type: 'SIGNED_IN',
  at: NOW,
  userId: 'ann',
  actorId: null,
  sessionId: null,
  ipAddress: null,
  userAgent: null,
  detail: null,
  ...changes,
});

describeEachDatabase('the audit events', (engine) => {
  const current = useModuleDatabase(engine, migrations);
  const query = () => current().database.query;
  const insert = async (...events: AuditEvent[]) => {
    for (const event of events) await insertEvent(query(), event);
  };
  const list = async (page: Partial<Parameters<typeof listEvents>[1]> = {}) =>
    (await listEvents(query(), { userId: undefined, limit: 100, ...page })).map(({ id }) => id);

  test('an event comes back as it was', async () => {
    const full = eventOf('full', {
      type: 'ROLES_CHANGED',
      actorId: 'bob',
      sessionId: 'session',
      ipAddress: '2001:db8::1',
      userAgent: 'Browser/1.0 (Ünal 🙂)',
      detail: 'SUPPORT ADMIN',
    });
    await insert(full);
    expect(await listEvents(query(), { userId: 'ann', limit: 1 })).toEqual([full]);
    await insert(eventOf('bare', { userId: null, at: NOW + 1 }));
    expect(await listEvents(query(), { userId: undefined, limit: 1 })).toEqual([
      eventOf('bare', { userId: null, at: NOW + 1 }),
    ]);
  });

  test('an id that is taken is refused', async () => {
    await insert(eventOf('a'));
    expect(await rejectionOf(insert(eventOf('a', { userId: 'bob' })))).toHaveProperty('code', DUPLICATE);
  });

  describe('are listed', () => {
    test('the newest first, then by id downwards', async () => {
      await insert(eventOf('b'), eventOf('d', { at: NOW - 1 }), eventOf('a'), eventOf('c', { at: NOW + 1 }));
      expect(await list()).toEqual(['c', 'b', 'a', 'd']);
      expect(await list({ limit: 2 })).toEqual(['c', 'b']);
    });

    test('of one user alone', async () => {
      await insert(eventOf('a'), eventOf('b', { userId: 'bob', actorId: 'ann' }), eventOf('c', { userId: null }));
      expect(await list({ userId: 'ann' })).toEqual(['a']);
      expect(await list({ userId: 'bob' })).toEqual(['b']);
      expect(await list({ userId: '' })).toEqual([]);
      expect(await list()).toEqual(['c', 'b', 'a']);
    });

    test('from a position on, whether it is there or not', async () => {
      await insert(...['a', 'b', 'c', 'd'].map((id) => eventOf(id)), eventOf('z', { at: NOW - 1 }));
      expect(await list({ after: { time: NOW, id: 'c' } })).toEqual(['b', 'a', 'z']);
      expect(await list({ after: { time: NOW, id: 'bb' } })).toEqual(['b', 'a', 'z']);
      expect(await list({ after: { time: NOW - 1, id: 'z' } })).toEqual([]);
    });

    test('up to a position, from the end', async () => {
      await insert(...['a', 'b', 'c', 'd'].map((id) => eventOf(id)), eventOf('z', { at: NOW - 1 }));
      const back = (page: Partial<Parameters<typeof listEvents>[1]>) => list({ isFromEnd: true, ...page });
      expect(await back({})).toEqual(['z', 'a', 'b', 'c', 'd']);
      expect(await back({ before: { time: NOW, id: 'c' } })).toEqual(['d']);
      expect(await back({ before: { time: NOW, id: 'bb' }, limit: 1 })).toEqual(['c']);
      expect(await back({ before: { time: NOW, id: 'd' } })).toEqual([]);
      expect(await back({ before: { time: NOW - 1, id: 'z' }, after: { time: NOW, id: 'c' } })).toEqual(['a', 'b']);
    });
  });

  describe('removeEventsBefore', () => {
    test('takes those before that time, to the millisecond', async () => {
      await insert(eventOf('old', { at: NOW - 1 }), eventOf('now'), eventOf('new', { at: NOW + 1 }));
      await removeEventsBefore(query(), NOW);
      expect(await list()).toEqual(['new', 'now']);
    });

    test.each([1, 3, 9, 10, 100])('takes ten in steps of %i', async (step) => {
      await insert(
        ...Array.from({ length: 10 }, (_, i) => eventOf(`old-${i}`, { at: NOW - 10 + (i % 3) })),
        eventOf('now'),
      );
      await removeEventsBefore(query(), NOW, step);
      expect(await list()).toEqual(['now']);
    });
  });
});
