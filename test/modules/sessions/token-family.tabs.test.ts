import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ModuleDeps } from '../../../src/module/index.js';
import { createTestClock } from '../../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../../support/databases.js';
import {
  addUser,
  openFor,
  outcomeOf,
  refreshOf,
  type Setting,
  startInstance,
  type TestInstance,
  withSetting,
} from '../../support/instance.js';
import { rounds } from '../../support/rounds.js';
import { sessionReader } from './token-family.reader.js';
import { playTabs, type TabTarget, type Tally, tabHistories } from './token-family.tabs.js';

const SETTINGS: readonly Setting[] = [0, 30, 120].flatMap((graceSeconds) =>
  [0, 1, 2, 3, 4, 5].map((lateRetries) => ({ graceSeconds, lateRetries })),
);
const INSTANCES = 3;
const HISTORIES = rounds(900);

describeEachDatabase('three tabs and a thief, on three instances', (engine) => {
  let place: TestPlace;
  let instances: readonly TestInstance[];
  let targets: readonly TabTarget[];
  const tally: Tally = new Map();

  beforeAll(async () => {
    place = await createTestPlace(engine);
    instances = [await startInstance({ place }), await startInstance({ place }), await startInstance({ place })];
    targets = SETTINGS.map((setting) => targetOf(instances, setting));
  });
  afterAll(async () => {
    for (const instance of instances) await instance.close();
    await place.remove();
  });

  test(`get in ${HISTORIES} random histories, at every setting, what the model says in some order`, async () => {
    const several = fc.array(tabHistories, { minLength: SETTINGS.length, maxLength: SETTINGS.length });
    await fc.assert(
      fc.asyncProperty(several, async (batch) => {
        await Promise.all(targets.map((target, index) => playTabs(target, batch[index] ?? [], tally)));
      }),
      { numRuns: HISTORIES / SETTINGS.length },
    );
    // No case is rare.
    for (const event of ['REFRESHED', 'REFRESH_RECOVERED', 'REFRESH_TOKEN_REUSED', 'REFRESH_REFUSED']) {
      expect([event, (tally.get(event) ?? 0) > HISTORIES / 20]).toEqual([event, true]);
    }
  }, 240_000);
});

/** The instances as one server, with a clock and a setting of their own. */
function targetOf(instances: readonly TestInstance[], setting: Setting): TabTarget {
  const clock = createTestClock();
  const all = instances.map(({ deps }) => withSetting(deps, clock, setting));
  const at = (index: number): ModuleDeps => {
    const deps = all[index % INSTANCES];
    if (!deps) throw new TypeError('There are three.');
    return deps;
  };
  return {
    clock,
    setting,
    signIn: async () => openFor(at(0), await addUser(at(0))),
    refresh: async (refreshToken, index) => {
      const answer = await outcomeOf(refreshOf(at(index), refreshToken));
      return typeof answer === 'string' ? answer : answer.refreshToken;
    },
    ...sessionReader(at(0)),
  };
}
