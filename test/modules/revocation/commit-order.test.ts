import { expect, test } from '@jest/globals';
import { openDatabase } from '../../../src/database/index.js';
import { migrations } from '../../../src/modules/revocation/migrations.js';
import { createRevocationService } from '../../../src/modules/revocation/revocation.js';
import { describeEachDatabase } from '../../support/databases.js';
import { useModuleDatabase } from '../module-database.js';

const tokenOf = (sessionId: string) => ({ subject: 'ann', sessionId, version: 1, tokenId: 'a token' });
const OPTIONS = {
  clock: () => 0,
  retentionSeconds: 1,
  foreignRetentionSeconds: 1,
  maxLagSeconds: 5,
  wakes: false,
  uptime: () => 0,
};

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

describeEachDatabase('the order of revocations is the order of commits', (engine) => {
  const current = useModuleDatabase(engine, migrations);

  // On SQLite the second process would wait in `begin immediate`, and block the only thread there is here: its write
  // transactions run one after the other by nature.
  if (engine === 'PostgreSQL') {
    test('one that took its number and commits late is never skipped', async () => {
      const { database, place } = current();
      const other = openDatabase(place);
      const service = createRevocationService({ database, ...OPTIONS });
      const reader = createRevocationService({ database: other, ...OPTIONS });
      const taken = gate();
      const mayCommit = gate();
      const slow = database.transaction(async (tx) => {
        await service.revokeSession(tx, 'slow');
        taken.open();
        await mayCommit.opened;
      });
      await taken.opened;
      let fastHasCommitted = false;
      const fast = other
        .transaction((tx) => reader.revokeSession(tx, 'fast'))
        .then(() => {
          fastHasCommitted = true;
        });

      await pause();
      await reader.catchUp();
      expect(fastHasCommitted).toBe(false);
      expect(reader.isRevoked(tokenOf('slow'))).toBe(false);

      mayCommit.open();
      await Promise.all([slow, fast]);
      await reader.catchUp();
      expect(reader.isRevoked(tokenOf('slow'))).toBe(true);
      expect(reader.isRevoked(tokenOf('fast'))).toBe(true);
      await other.close();
    });

    test('one that took its number and rolls back holds nothing up', async () => {
      const { database, place } = current();
      const other = openDatabase(place);
      const service = createRevocationService({ database, ...OPTIONS });
      const reader = createRevocationService({ database: other, ...OPTIONS });
      const taken = gate();
      const mayFail = gate();
      const failing = database.transaction(async (tx) => {
        await service.revokeSession(tx, 'never');
        taken.open();
        await mayFail.opened;
        throw new Error('changed my mind');
      });
      await taken.opened;
      const following = other.transaction((tx) => reader.revokeSession(tx, 'following'));
      mayFail.open();
      await expect(failing).rejects.toThrow('changed my mind');
      await following;
      await service.catchUp();
      expect([service.isRevoked(tokenOf('never')), service.isRevoked(tokenOf('following'))]).toEqual([false, true]);
      await other.close();
    });

    test('a reader who asks all the time misses none of many slow transactions', async () => {
      const { database, place } = current();
      const other = openDatabase(place);
      const service = createRevocationService({ database, ...OPTIONS });
      const reader = createRevocationService({ database: other, ...OPTIONS });
      const ids = Array.from({ length: 30 }, (_, index) => `session-${index}`);
      let done = false;
      const revoking = Promise.all(
        ids.map((id, index) =>
          database.transaction(async (tx) => {
            await service.revokeSession(tx, id);
            await new Promise((resolve) => setTimeout(resolve, index % 3));
          }),
        ),
      ).finally(() => {
        done = true;
      });
      while (!done) await reader.catchUp();
      await revoking;
      await reader.catchUp();
      expect(ids.filter((id) => !reader.isRevoked(tokenOf(id)))).toEqual([]);
      await other.close();
    });
  } else {
    test('a transaction that asks for its number waits for the one before', async () => {
      const { database } = current();
      const service = createRevocationService({ database, ...OPTIONS });
      const reader = createRevocationService({ database, ...OPTIONS });
      const order: string[] = [];
      const revoke = (id: string, wait: () => Promise<unknown>) =>
        database.transaction(async (tx) => {
          await service.revokeSession(tx, id);
          await wait();
          order.push(id);
        });
      await Promise.all([revoke('slow', pause), revoke('fast', async () => {})]);
      await reader.catchUp();
      expect(order).toEqual(['slow', 'fast']);
      expect(['slow', 'fast'].map((id) => reader.isRevoked(tokenOf(id)))).toEqual([true, true]);
    });
  }
});
