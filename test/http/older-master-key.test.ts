import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { modules } from '../../src/modules.js';
import { loadConfig } from '../../src/server/config/config.js';
import { openRuntime } from '../../src/server/runtime.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { withDatabase } from '../support/with-database.js';
import { beforeSplit } from '../tokens/own/before-split.js';

describeEachDatabase('a database whose keys were sealed under the master key itself', (engine) => {
  let place: TestPlace;
  const servers: TestServer[] = [];
  beforeEach(async () => {
    place = await createTestPlace(engine);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    await place.remove();
  });

  const env = { MASTER_KEY: beforeSplit.masterKey };
  const { kid, sealed } = beforeSplit.signingKey;
  const start = async () => {
    const server = await startServer({ place, env });
    servers.push(server);
    return server;
  };
  const openEmpty = () =>
    openRuntime({
      modules,
      config: loadConfig({
        modules,
        env: { ...env, DATA_DIR: place.dataDir, DATABASE_URL: place.url, LOG_LEVEL: 'silent' },
      }),
    });
  const storeOlderKey = async () => {
    const { deps, stop } = await openEmpty();
    const made = { kid, sealed, algorithm: 'ES256', created_at: 1, activates_at: 1 } as const;
    await deps.database.query
      .insertInto('signing_keys')
      .values({ ...made, last_signed_at: null, retired_at: null })
      .execute();
    await stop();
  };
  const storedSeals = () =>
    withDatabase(place, async ({ query }) => {
      const rows = await query.selectFrom('signing_keys').select('sealed').execute();
      return rows.map((row) => row.sealed.slice(0, 3));
    });

  test('goes on as it was, and after a reseal too: nobody has to sign in again', async () => {
    await storeOlderKey();
    const first = await start();
    const { accessToken, refreshToken } = await first.register('ann@example.com');
    expect(decodeProtectedHeader(accessToken).kid).toBe(kid);
    expect(await storedSeals()).toEqual(['v1.']);

    const { deps, stop } = await openEmpty();
    expect(await deps.services.keyManager.reseal()).toMatchObject({ resealed: 1, untouched: 0 });
    await stop();
    expect(await storedSeals()).toEqual(['v2.']);

    const second = await start();
    const { data } = await second.request('{ me { name } }', { token: accessToken });
    expect(data).toEqual({ me: { name: null } });
    const refreshed = await second.request('mutation ($t: String!) { refresh(refreshToken: $t) { accessToken } }', {
      variables: { t: refreshToken },
    });
    expect(refreshed.errors).toEqual([]);
    expect(decodeProtectedHeader(refreshed.data.refresh.accessToken).kid).toBe(kid);
    const again = await second.login('ann@example.com', PASSWORD);
    expect(decodeProtectedHeader(again.accessToken).kid).toBe(kid);
  });
});
