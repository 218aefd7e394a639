import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endSession } from '../../../src/modules/sessions/store.js';
import { createTestPlace, engines, type TestPlace } from '../../support/databases.js';
import { addUser, openFor, refusalOf, startInstance, type TestInstance } from '../../support/instance.js';
import type { Tokens } from '../../support/server.js';

// On SQLite there is one write transaction at a time, so what writes first commits first.
(engines.includes('PostgreSQL') ? describe : describe.skip)('on three instances', () => {
  let place: TestPlace;
  let instances: readonly TestInstance[];

  beforeAll(async () => {
    place = await createTestPlace('PostgreSQL');
    instances = [await startInstance({ place }), await startInstance({ place }), await startInstance({ place })];
  });
  afterAll(async () => {
    for (const instance of instances) await instance.close();
    await place.remove();
  });

  const catchUp = () => Promise.all(instances.map(({ deps }) => deps.services.revocation.catchUp()));
  const refusals = ({ accessToken }: Tokens) => instances.map(({ deps }) => refusalOf(deps, accessToken));

  test('two revocations that commit in the reverse order of their writing reach every one', async () => {
    const [one, other] = instances;
    if (!one || !other) throw new TypeError('There are three.');
    const slow = await openFor(one.deps, await addUser(one.deps));
    const fast = await openFor(one.deps, await addUser(one.deps));
    const end = async ({ deps }: TestInstance, { sessionId }: Tokens, meanwhile: () => Promise<void>) =>
      deps.database.transaction(async (tx) => {
        expect(await endSession(tx.query, sessionId, deps.clock())).toBe(true);
        await meanwhile();
        await deps.services.revocation.revokeSession(tx, sessionId);
      });

    await end(one, slow, async () => {
      // The first has written, and the second begins, writes, commits and is read.
      await end(other, fast, async () => {});
      await catchUp();
      expect(refusals(fast)).toEqual(Array(3).fill('TOKEN_REVOKED'));
      expect(refusals(slow)).toEqual(Array(3).fill(undefined));
    });
    await catchUp();
    expect(refusals(slow)).toEqual(Array(3).fill('TOKEN_REVOKED'));
  });
});
