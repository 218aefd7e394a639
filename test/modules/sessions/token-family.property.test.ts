import { afterAll, beforeAll, test } from '@jest/globals';
import fc from 'fast-check';
import type { ModuleDeps } from '../../../src/module/index.js';
import { createTestClock, type TestClock } from '../../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../../support/databases.js';
import { type Setting, startInstance, type TestInstance, withSetting } from '../../support/instance.js';
import { rounds } from '../../support/rounds.js';
import { History, histories } from './token-family.history.js';

const HISTORIES = rounds(1000, 10);
// Each has a user and a clock of its own; together they are quicker.
const SETTINGS: readonly Setting[] = [
  ...[0, 1, 2, 5].map((lateRetries) => ({ graceSeconds: 30, lateRetries })),
  ...[0, 1, 5].flatMap((lateRetries) => [0, 120].map((graceSeconds) => ({ graceSeconds, lateRetries }))),
];
const AT_ONCE = SETTINGS.length;

describeEachDatabase('the refresh tokens of a session', (engine) => {
  let place: TestPlace;
  let instance: TestInstance;
  let lanes: readonly { readonly deps: ModuleDeps; readonly clock: TestClock }[];

  beforeAll(async () => {
    place = await createTestPlace(engine);
    instance = await startInstance({
      place,
      env: { REFRESH_IDLE_SECONDS: '400', REFRESH_ABSOLUTE_SECONDS: '1000', SESSIONS_PER_USER: '3' },
    });
    lanes = SETTINGS.map((setting) => {
      const clock = createTestClock();
      return { clock, deps: withSetting(instance.deps, clock, setting) };
    });
  });
  afterAll(async () => {
    await instance.close();
    await place.remove();
  });

  test(`do in ${HISTORIES} random histories what a plain model of them does`, async () => {
    const several = fc.array(histories, { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(several, async (batch) => {
        await Promise.all(lanes.map(({ deps, clock }, index) => History.play(deps, clock, batch[index] ?? [])));
      }),
      { numRuns: HISTORIES / AT_ONCE },
    );
  }, 120_000);
});
