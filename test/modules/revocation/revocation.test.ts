import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../../src/database/index.js';
import { migrations } from '../../../src/modules/revocation/migrations.js';
import { createRevocationService, type RevocationService } from '../../../src/modules/revocation/revocation.js';
import { readAfter } from '../../../src/modules/revocation/store.js';
import { describeEachDatabase } from '../../support/databases.js';
import { useModuleDatabase } from '../module-database.js';

const RETENTION_SECONDS = 100;
const FOREIGN_RETENTION_SECONDS = 1000;
const START = 1_800_000_000_000;

interface Instance {
  readonly database: Database;
  readonly service: RevocationService;
  now: number;
  uptime: number;
}

const tokenOf = (changes: { subject?: string; sessionId?: string; version?: number; tokenId?: string } = {}) => ({
  subject: 'ann',
  sessionId: 'session of ann',
  version: 1,
  tokenId: 'a token',
  ...changes,
});

const instanceOn = (database: Database): Instance => {
  const instance = { database, now: START, uptime: 0 };
  const service = createRevocationService({
    database,
    clock: () => instance.now,
    retentionSeconds: RETENTION_SECONDS,
    foreignRetentionSeconds: FOREIGN_RETENTION_SECONDS,
    maxLagSeconds: 5,
    wakes: true,
    uptime: () => instance.uptime,
  });
  return Object.assign(instance, { service });
};

const revokeSession = ({ database, service }: Instance, sessionId: string) =>
  database.transaction((tx) => service.revokeSession(tx, sessionId));
const revokeUserBelow = ({ database, service }: Instance, userId: string, version: number) =>
  database.transaction((tx) => service.revokeUserBelow(tx, userId, version));

describeEachDatabase('revocation', (engine) => {
  const current = useModuleDatabase(engine, migrations);
  const here = () => instanceOn(current().database);

  /** A second instance on the same database. */
  const withOther = async (run: (other: Instance) => Promise<void>) => {
    const database = openDatabase(current().place);
    try {
      await run(instanceOn(database));
    } finally {
      await database.close();
    }
  };

  test('nothing is revoked at first', async () => {
    const { service } = here();
    await service.catchUp();
    expect(service.isRevoked(tokenOf())).toBe(false);
  });

  describe('of a session', () => {
    test('concerns its tokens of every version, and no others', async () => {
      const instance = here();
      await revokeSession(instance, 'session of ann');
      const { isRevoked } = instance.service;
      expect(isRevoked(tokenOf())).toBe(true);
      expect(isRevoked(tokenOf({ version: 99 }))).toBe(true);
      expect(isRevoked(tokenOf({ sessionId: 'another of ann' }))).toBe(false);
      expect(isRevoked(tokenOf({ subject: 'session of ann', sessionId: 'another' }))).toBe(false);
    });
  });

  describe('of a user', () => {
    test('concerns his tokens of a lower version, in every session, and no others', async () => {
      const instance = here();
      await revokeUserBelow(instance, 'ann', 3);
      const { isRevoked } = instance.service;
      expect(isRevoked(tokenOf({ version: 1 }))).toBe(true);
      expect(isRevoked(tokenOf({ version: 2, sessionId: 'another' }))).toBe(true);
      expect(isRevoked(tokenOf({ version: 3 }))).toBe(false);
      expect(isRevoked(tokenOf({ version: 4 }))).toBe(false);
      expect(isRevoked(tokenOf({ subject: 'bob', version: 1 }))).toBe(false);
      expect(isRevoked(tokenOf({ subject: 'bob', sessionId: 'ann', version: 1 }))).toBe(false);
    });

    test('the highest version counts, in whatever order they come', async () => {
      const instance = here();
      for (const version of [2, 5, 3]) await revokeUserBelow(instance, 'ann', version);
      expect(instance.service.isRevoked(tokenOf({ version: 4 }))).toBe(true);
      expect(instance.service.isRevoked(tokenOf({ version: 5 }))).toBe(false);
      await withOther(async ({ service }) => {
        await service.catchUp();
        expect(service.isRevoked(tokenOf({ version: 4 }))).toBe(true);
        expect(service.isRevoked(tokenOf({ version: 5 }))).toBe(false);
      });
    });
  });

  describe('of one token', () => {
    test('concerns that token alone, here and elsewhere', async () => {
      const { database, service } = here();
      await database.transaction((tx) => service.revokeToken(tx, 'jti-1'));
      expect(service.isRevoked(tokenOf({ tokenId: 'jti-1' }))).toBe(true);
      expect(service.isRevoked(tokenOf({ tokenId: 'jti-2' }))).toBe(false);
      expect(service.isRevoked(tokenOf({ tokenId: 'jti-2', sessionId: 'jti-1' }))).toBe(false);
      await withOther(async (other) => {
        await other.service.catchUp();
        expect(other.service.isRevoked(tokenOf({ tokenId: 'jti-1' }))).toBe(true);
        expect(other.service.isRevoked(tokenOf({ tokenId: 'jti-2' }))).toBe(false);
      });
    });
  });

  describe('of a token of another issuer', () => {
    const IDP = 'https://idp.test/';
    const revokeForeign = ({ database, service }: Instance, issuer: string, tokenId: string) =>
      database.transaction((tx) => service.revokeForeignToken(tx, issuer, tokenId));

    test('concerns that token of that issuer alone, here and elsewhere', async () => {
      const instance = here();
      await revokeForeign(instance, IDP, 'jti-1');
      const expectSo = ({ isForeignRevoked, isRevoked }: RevocationService) => {
        expect(isForeignRevoked(IDP, 'jti-1')).toBe(true);
        expect(isForeignRevoked(IDP, 'jti-2')).toBe(false);
        expect(isForeignRevoked('https://other.test/', 'jti-1')).toBe(false);
        expect(isRevoked(tokenOf({ tokenId: 'jti-1' }))).toBe(false);
        expect(isRevoked(tokenOf({ sessionId: 'jti-1' }))).toBe(false);
      };
      expectSo(instance.service);
      await withOther(async ({ service }) => {
        await service.catchUp();
        expectSo(service);
      });
    });

    test('is not one of ours, whatever the ids are', async () => {
      const instance = here();
      const { database, service } = instance;
      await revokeForeign(instance, IDP, 'a|b');
      for (const tokenId of ['a|b', `${IDP}|a|b`, 'b', `|${IDP}|a|b`]) {
        expect(service.isRevoked(tokenOf({ tokenId }))).toBe(false);
      }
      await database.transaction((tx) => service.revokeToken(tx, `${IDP}|c`));
      expect(service.isRevoked(tokenOf({ tokenId: `${IDP}|c` }))).toBe(true);
      expect(service.isForeignRevoked(IDP, 'c')).toBe(false);
    });

    test('is kept for as long as such a token could be accepted', async () => {
      const instance = here();
      await revokeForeign(instance, IDP, 'jti-1');
      await instance.database.transaction((tx) => instance.service.revokeToken(tx, 'jti-1'));
      const known = async (now: number) => {
        instance.now = now;
        await instance.service.removeExpired();
        return [
          instance.service.isForeignRevoked(IDP, 'jti-1'),
          instance.service.isRevoked(tokenOf({ tokenId: 'jti-1' })),
        ];
      };
      expect(await known(START + RETENTION_SECONDS * 1000 - 1)).toEqual([true, true]);
      expect(await known(START + FOREIGN_RETENTION_SECONDS * 1000 - 1)).toEqual([true, false]);
      expect(await known(START + FOREIGN_RETENTION_SECONDS * 1000)).toEqual([false, false]);
    });
  });

  describe('what it knows is current', () => {
    test('not before it has read once, then for as long as the lag may be, and again after the next reading', async () => {
      const instance = here();
      const { service } = instance;
      expect(service.isCurrent()).toBe(false);
      await service.catchUp();
      expect(service.isCurrent()).toBe(true);
      instance.uptime = 5000;
      expect(service.isCurrent()).toBe(true);
      instance.uptime = 5001;
      expect(service.isCurrent()).toBe(false);
      await service.catchUp();
      expect(service.isCurrent()).toBe(true);
    });

    test('whatever is done to the clock', async () => {
      const instance = here();
      await instance.service.catchUp();
      for (const now of [0, START - 86_400_000, START + 86_400_000]) {
        instance.now = now;
        expect(instance.service.isCurrent()).toBe(true);
      }
    });

    test('counted from before the reading, which may take long', async () => {
      const instance = here();
      const reading = instance.service.catchUp();
      instance.uptime = 5001;
      await reading;
      expect(instance.service.isCurrent()).toBe(false);
    });

    test('not by a reading that fails', async () => {
      const instance = here();
      await instance.service.catchUp();
      instance.uptime = 5001;
      await instance.database.close();
      await expect(instance.service.catchUp()).rejects.toThrow();
      expect(instance.service.isCurrent()).toBe(false);
    });
  });

  describe('its transaction', () => {
    test('applies it here when it has committed, and not before', async () => {
      const { database, service } = here();
      await database.transaction(async (tx) => {
        await service.revokeSession(tx, 'session of ann');
        expect(service.isRevoked(tokenOf())).toBe(false);
      });
      expect(service.isRevoked(tokenOf())).toBe(true);
    });

    test('leaves nothing after a rollback: not here, not elsewhere, not in the database', async () => {
      const { database, service } = here();
      const attempt = database.transaction(async (tx) => {
        await service.revokeSession(tx, 'session of ann');
        await service.revokeUserBelow(tx, 'ann', 9);
        throw new Error('changed my mind');
      });
      await expect(attempt).rejects.toThrow('changed my mind');
      await service.catchUp();
      expect(service.isRevoked(tokenOf())).toBe(false);
      expect(await readAfter(database.query, 0, 1000)).toEqual([]);
      await withOther(async (other) => {
        await other.service.catchUp();
        expect(other.service.isRevoked(tokenOf())).toBe(false);
      });
    });
  });

  describe('elsewhere', () => {
    test('is seen after catchUp, and not before', async () => {
      const instance = here();
      await withOther(async ({ service }) => {
        await service.catchUp();
        await revokeSession(instance, 'session of ann');
        await revokeUserBelow(instance, 'bob', 2);
        expect(service.isRevoked(tokenOf())).toBe(false);
        await service.catchUp();
        expect(service.isRevoked(tokenOf())).toBe(true);
        expect(service.isRevoked(tokenOf({ subject: 'bob', sessionId: 'of bob' }))).toBe(true);
        expect(service.isRevoked(tokenOf({ subject: 'bob', sessionId: 'of bob', version: 2 }))).toBe(false);
      });
    });

    test('is seen by an instance that starts later', async () => {
      await revokeSession(here(), 'session of ann');
      await withOther(async ({ service }) => {
        await service.catchUp();
        expect(service.isRevoked(tokenOf())).toBe(true);
      });
    });

    test('goes both ways, by turns', async () => {
      const one = here();
      await withOther(async (other) => {
        for (let round = 0; round < 5; round += 1) {
          await revokeSession(one, `by one ${round}`);
          await revokeSession(other, `by other ${round}`);
          await one.service.catchUp();
          await other.service.catchUp();
          expect(one.service.isRevoked(tokenOf({ sessionId: `by other ${round}` }))).toBe(true);
          expect(other.service.isRevoked(tokenOf({ sessionId: `by one ${round}` }))).toBe(true);
        }
      });
    });

    test('what an instance revoked itself hides nothing that another appended before', async () => {
      const one = here();
      await withOther(async (other) => {
        await revokeSession(other, 'first, by the other');
        await revokeSession(one, 'second, by one');
        await one.service.catchUp();
        expect(one.service.isRevoked(tokenOf({ sessionId: 'first, by the other' }))).toBe(true);
      });
    });
  });

  describe('removeExpired', () => {
    test('forgets it after the retention, to the millisecond, in memory and in the database', async () => {
      const instance = here();
      await revokeSession(instance, 'session of ann');
      await revokeUserBelow(instance, 'bob', 2);
      const isRevoked = () => [
        instance.service.isRevoked(tokenOf()),
        instance.service.isRevoked(tokenOf({ subject: 'bob', sessionId: 'of bob' })),
      ];
      instance.now = START + RETENTION_SECONDS * 1000 - 1;
      await instance.service.removeExpired();
      expect(isRevoked()).toEqual([true, true]);
      expect(await readAfter(instance.database.query, 0, 1000)).toHaveLength(2);

      instance.now += 1;
      await instance.service.removeExpired();
      expect(isRevoked()).toEqual([false, false]);
      expect(await readAfter(instance.database.query, 0, 1000)).toEqual([]);
    });

    test('keeps what was revoked again meanwhile', async () => {
      const instance = here();
      await revokeUserBelow(instance, 'ann', 2);
      instance.now += 1000;
      await revokeUserBelow(instance, 'ann', 3);
      instance.now = START + RETENTION_SECONDS * 1000;
      await instance.service.removeExpired();
      expect(instance.service.isRevoked(tokenOf({ version: 2 }))).toBe(true);
      expect(await readAfter(instance.database.query, 0, 1000)).toHaveLength(1);
    });

    test('on one instance leaves the other with what it needs, and the feed goes on', async () => {
      const one = here();
      await withOther(async (other) => {
        await revokeSession(one, 'old');
        await other.service.catchUp();
        one.now += RETENTION_SECONDS * 1000;
        await one.service.removeExpired();
        expect(other.service.isRevoked(tokenOf({ sessionId: 'old' }))).toBe(true);
        await revokeSession(one, 'new');
        await other.service.catchUp();
        expect(other.service.isRevoked(tokenOf({ sessionId: 'new' }))).toBe(true);
      });
    });
  });

  describe('of many', () => {
    const COUNT = 12_000;
    const ids = Array.from({ length: COUNT }, (_, index) => createHash('md5').update(`${index}`).digest('hex'));
    const isKnown = ({ service }: Instance) =>
      ids.filter((sessionId) => service.isRevoked(tokenOf({ sessionId }))).length;

    /** As if they had been appended one by one. */
    const appendAll = async (database: Database, expiresAt: number) => {
      for (let from = 0; from < COUNT; from += 1000) {
        const rows = ids.slice(from, from + 1000).map((subject, index) => ({
          position: from + index + 1,
          kind: 'session' as const,
          subject,
          version: 0,
          expires_at: expiresAt,
        }));
        await database.query.insertInto('revocations').values(rows).execute();
      }
      await database.query.updateTable('revocation_feed').set({ position: COUNT }).execute();
    };

    /** How often others came to their turn while it ran. */
    const turnsDuring = async (run: () => Promise<void>) => {
      let turns = 0;
      let isOver = false;
      const count = () => {
        turns += 1;
        if (!isOver) setImmediate(count);
      };
      setImmediate(count);
      await run();
      isOver = true;
      return turns;
    };

    test('all are read at once, and others come to their turn meanwhile', async () => {
      const instance = here();
      await appendAll(instance.database, START + 1000);
      expect(await turnsDuring(instance.service.catchUp)).toBeGreaterThanOrEqual(COUNT / 1000);
      expect(isKnown(instance)).toBe(COUNT);
      expect(instance.service.isCurrent()).toBe(true);
      await revokeSession(instance, 'one more');
      await withOther(async (other) => {
        await other.service.catchUp();
        expect(isKnown(other)).toBe(COUNT);
        expect(other.service.isRevoked(tokenOf({ sessionId: 'one more' }))).toBe(true);
      });
    });

    test('nothing is current before the last of them is read', async () => {
      const instance = here();
      await appendAll(instance.database, START + 1000);
      const seen: boolean[] = [];
      const reading = instance.service.catchUp();
      const watch = setInterval(() => seen.push(instance.service.isCurrent() && isKnown(instance) < COUNT), 0);
      await reading;
      clearInterval(watch);
      expect(seen).not.toContain(true);
      expect(instance.service.isCurrent()).toBe(true);
    });

    test('all that expire at once are forgotten, and others come to their turn meanwhile', async () => {
      const instance = here();
      await appendAll(instance.database, START + 1000);
      await instance.service.catchUp();
      instance.now = START + 999;
      await instance.service.removeExpired();
      expect(isKnown(instance)).toBe(COUNT);

      instance.now = START + 1000;
      expect(await turnsDuring(instance.service.removeExpired)).toBeGreaterThanOrEqual(COUNT / 1000);
      expect(isKnown(instance)).toBe(0);
      expect(await readAfter(instance.database.query, 0, COUNT)).toEqual([]);
    });

    test('what is revoked again while they are forgotten stays', async () => {
      const instance = here();
      const { service } = instance;
      await appendAll(instance.database, START + 1000);
      await service.catchUp();
      instance.now = START + 1000;
      const again = ids.slice(0, 20);
      const removing = service.removeExpired();
      for (const id of again) await revokeSession(instance, id);
      await removing;
      expect(again.filter((sessionId) => !service.isRevoked(tokenOf({ sessionId })))).toEqual([]);
      expect(isKnown(instance)).toBe(again.length);
      expect(await readAfter(instance.database.query, 0, COUNT)).toHaveLength(again.length);
    });
  });
});
