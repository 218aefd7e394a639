import { afterAll, beforeAll, test } from '@jest/globals';
import fc from 'fast-check';
import type { ModuleDeps } from '../../../src/module/index.js';
import { createTestClock, type TestClock } from '../../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../../support/databases.js';
import { startInstance, type TestInstance, withDeps } from '../../support/instance.js';
import { rounds } from '../../support/rounds.js';
import { History, histories } from './token-family.history.js';

const HISTORIES = rounds(1000);
const AT_ONCE = 10;

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
    lanes = Array.from({ length: AT_ONCE }, () => {
      const clock = createTestClock();
      return { clock, deps: withDeps(instance.deps, { clock: clock.now }) };
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
        // Each has a user and a clock of its own; together they are quicker.
        await Promise.all(lanes.map(({ deps, clock }, index) => History.play(deps, clock, batch[index] ?? [])));
      }),
      { numRuns: HISTORIES / AT_ONCE },
    );
  }, 120_000);
});
