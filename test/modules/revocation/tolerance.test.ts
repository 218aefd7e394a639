import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeToken } from '../../../src/tokens/index.js';
import { createTestClock } from '../../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../../support/databases.js';
import { addUser, NOBODY, openFor, refusalOf, startInstance, type TestInstance } from '../../support/instance.js';
import type { Tokens } from '../../support/server.js';

const LIFETIME = 3600;
const TOLERANCE = 60;
const MOMENT = 0.001;

type Revoke = (instance: TestInstance, tokens: Tokens) => Promise<unknown>;

const ways: readonly (readonly [string, Revoke])[] = [
  ['its session', ({ deps }, { refreshToken }) => deps.services.sessions.logout(refreshToken, null, NOBODY)],
  ['its user', ({ deps }, { userId }) => deps.services.accounts.setRoles(userId, ['SUPPORT'], NOBODY)],
  [
    'its jti',
    ({ deps }, { accessToken }) => {
      const decoded = decodeToken(accessToken);
      return deps.services.sessions.revokeToken(
        { jti: 'payload' in decoded ? String(decoded.payload.jti) : '' },
        NOBODY,
      );
    },
  ],
];

// With the longest lifetime and tolerance that there can be: what an entry must outlast.
const env = { ACCESS_TOKEN_TTL_SECONDS: `${LIFETIME}`, CLOCK_TOLERANCE_SECONDS: `${TOLERANCE}` };

describeEachDatabase('a token that is revoked', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let instances: readonly TestInstance[];

  beforeAll(async () => {
    place = await createTestPlace(engine);
    const start = () => startInstance({ place, clock: clock.now, env });
    instances = [await start(), await start()];
  });
  afterAll(async () => {
    for (const instance of instances) await instance.close();
    await place.remove();
  });

  const first = () => {
    const [instance] = instances;
    if (!instance) throw new TypeError('There are two.');
    return instance;
  };
  /** As the seconds go by: everybody reads the feed, and forgets what has expired. */
  const goOn = async (seconds: number) => {
    clock.advance(seconds);
    for (const { deps } of instances) await deps.services.revocation.catchUp();
    for (const { deps } of instances) await deps.services.revocation.removeExpired();
  };
  const refusals = ({ accessToken }: Tokens) => instances.map(({ deps }) => refusalOf(deps, accessToken));
  const both = (reason: string | undefined) => [reason, reason];

  describe.each(ways)('by %s', (_way, revoke) => {
    const open = async () => openFor(first().deps, await addUser(first().deps));

    test('within the tolerance of its expiry stays refused until it could be accepted nowhere', async () => {
      const tokens = await open();
      await goOn(LIFETIME + 1);
      expect(refusals(tokens)).toEqual(both(undefined));
      await revoke(first(), tokens);
      await goOn(0);
      expect(refusals(tokens)).toEqual(both('TOKEN_REVOKED'));
      await goOn(TOLERANCE - 1 - MOMENT);
      expect(refusals(tokens)).toEqual(both('TOKEN_REVOKED'));
      await goOn(MOMENT);
      expect(refusals(tokens)).toEqual(both('TOKEN_EXPIRED'));
    });

    test('at once stays refused for all of its lifetime and the tolerance', async () => {
      const tokens = await open();
      await revoke(first(), tokens);
      for (const seconds of [0, LIFETIME - 1, 1, TOLERANCE - MOMENT]) {
        await goOn(seconds);
        expect(refusals(tokens)).toEqual(both('TOKEN_REVOKED'));
      }
      // Whose clock is behind by what may be has it in memory still.
      await goOn(MOMENT);
      clock.advance(-TOLERANCE);
      expect(refusals(tokens)).toEqual(both('TOKEN_REVOKED'));
      clock.advance(TOLERANCE);
    });

    test('and one that is not is accepted until the end of the tolerance', async () => {
      const tokens = await open();
      await goOn(LIFETIME + TOLERANCE - MOMENT);
      expect(refusals(tokens)).toEqual(both(undefined));
      await goOn(MOMENT);
      expect(refusals(tokens)).toEqual(both('TOKEN_EXPIRED'));
    });
  });
});
