import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createServerVerifier } from '../../../src/server/verifier.js';
import { createTestPlace, type TestPlace } from '../../support/databases.js';
import { CLIENT, startInstance, type TestInstance, withDeps } from '../../support/instance.js';

let place: TestPlace;
let instance: TestInstance;
beforeEach(async () => {
  place = await createTestPlace('PostgreSQL');
  instance = await startInstance({ place });
});
afterEach(async () => {
  await instance.close();
  await place.remove();
});

test('grace token while the password changes', async () => {
  const { deps } = instance;
  const { accounts, sessions } = deps.services;
  const { auth } = await accounts.register({ email: 'ada@example.com', password: 'correct horse battery' }, CLIENT);
  if (!auth?.refreshToken) throw new Error();
  const stolen = auth.refreshToken;
  await sessions.refresh(stolen, CLIENT);
  const racing = withDeps(deps, {});
  let isArmed = true;
  Object.assign(racing.services, {
    accounts: {
      ...accounts,
      find: async (...args: Parameters<typeof accounts.find>) => {
        if (isArmed) {
          isArmed = false;
          await accounts.changePassword(
            {
              userId: auth.userId,
              sessionId: auth.sessionId,
              currentPassword: 'correct horse battery',
              newPassword: 'another horse battery',
            },
            CLIENT,
          );
        }
        return accounts.find(...args);
      },
    },
  });
  const outcome = await racing.services.sessions.refresh(stolen, CLIENT).catch((error: unknown) => String(error));
  if (typeof outcome === 'string') {
    console.log(outcome);
    return;
  }
  const verification = createServerVerifier(deps).verify(outcome.accessToken);
  expect('token' in verification).toBe(false);
});
