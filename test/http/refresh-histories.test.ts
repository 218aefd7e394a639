import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openDatabase } from '../../src/database/index.js';
import { createMasterKeys } from '../../src/tokens/index.js';
import { sessionReader } from '../modules/sessions/token-family.reader.js';
import { playTabs, type TabTarget, type Tally, tabHistories } from '../modules/sessions/token-family.tabs.js';
import { createTestClock } from '../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { refresh } from '../support/operations.js';
import { rounds } from '../support/rounds.js';
import { MASTER_KEY, startServer, type TestServer } from '../support/server.js';

const HISTORIES = rounds(100);

describeEachDatabase('three tabs and a thief, over HTTP', (engine) => {
  const clock = createTestClock();
  const tally: Tally = new Map();
  let place: TestPlace;
  let servers: readonly TestServer[];
  let database: ReturnType<typeof openDatabase>;
  let users = 0;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    const start = () => startServer({ place, clock: clock.now });
    servers = [await start(), await start(), await start()];
    database = openDatabase(place);
  });
  afterAll(async () => {
    for (const server of servers) await server.close();
    await database.close();
    await place.remove();
  });

  const at = (index: number): TestServer => {
    const server = servers[index % servers.length];
    if (!server) throw new TypeError('There are three.');
    return server;
  };
  const target = (): TabTarget => ({
    clock,
    // As a server has by default.
    setting: { graceSeconds: 30, lateRetries: 1 },
    signIn: () => {
      users += 1;
      return at(users).register(`user-${users}@example.com`);
    },
    refresh: async (refreshToken, index) => {
      const { data, errors } = await refresh(at(index), refreshToken);
      return data.refresh?.refreshToken ?? String(errors[0]?.extensions.code);
    },
    ...sessionReader({ database, masterKeys: createMasterKeys([Buffer.from(MASTER_KEY, 'base64')], Buffer.alloc) }),
  });

  test(`get of three instances in ${HISTORIES} random histories what the model says in some order`, async () => {
    await fc.assert(
      fc.asyncProperty(tabHistories, (history) => playTabs(target(), history, tally)),
      { numRuns: HISTORIES },
    );
    for (const event of ['REFRESHED', 'REFRESH_TOKEN_REUSED', 'REFRESH_REFUSED']) {
      expect([event, tally.has(event)]).toEqual([event, true]);
    }
  }, 240_000);
});
