import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { engines, type TestPlace } from '../../support/databases.js';
import {
  addUser,
  NOBODY,
  openFor,
  refusalOf,
  startInstance,
  type TestInstance,
  type TestInstanceOptions,
} from '../../support/instance.js';
import { awaitListeners, endListeners } from '../../support/listeners.js';
import { createPostgresProxy, type PostgresProxy } from '../../support/postgres-proxy.js';
import { createServerPlace } from '../../support/server-place.js';

/** No test takes so long. */
const WITHOUT_POLLING = { REVOCATION_POLL_MILLISECONDS: '60000', REVOCATION_MAX_LAG_SECONDS: '300' };

async function untilRevoked({ deps }: TestInstance, token: string): Promise<void> {
  while (refusalOf(deps, token) !== 'TOKEN_REVOKED') await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The access token of a session that was ended on this instance. */
async function endedOn({ deps }: TestInstance): Promise<string> {
  const { accessToken, userId, sessionId } = await openFor(deps, await addUser(deps));
  await deps.services.sessions.revoke(userId, sessionId, NOBODY);
  return accessToken;
}

(engines.includes('PostgreSQL') ? describe : describe.skip)('a revocation on PostgreSQL', () => {
  let place: TestPlace;
  let proxy: PostgresProxy;
  let url: string;
  const instances: TestInstance[] = [];
  const start = async (options: Partial<TestInstanceOptions> = {}) => {
    const instance = await startInstance({ place, ...options });
    instances.push(instance);
    return instance;
  };
  beforeEach(async () => {
    place = await createServerPlace('PostgreSQL');
    url = place.url ?? '';
    proxy = await createPostgresProxy(url);
  });
  afterEach(async () => {
    for (const { close } of instances.splice(0)) await close();
    await proxy.close();
    await place.remove();
  });

  test('wakes the others; one that is not to be woken does not know of it before it polls', async () => {
    const here = await start({ env: WITHOUT_POLLING });
    const other = await start({ env: WITHOUT_POLLING });
    const unwoken = await start({ env: { ...WITHOUT_POLLING, REVOCATION_WAKE: 'off' } });
    await awaitListeners(url, 2);
    for (let times = 0; times < 5; times += 1) {
      const token = await endedOn(here);
      await untilRevoked(other, token);
      expect(refusalOf(unwoken.deps, token)).toBeUndefined();
    }
    const token = await endedOn(unwoken);
    await endedOn(here).then((later) => untilRevoked(other, later));
    expect(refusalOf(other.deps, token)).toBe('TOKEN_REVOKED');
  });

  test('is known by polling where the connection that wakes is cut, which is logged once', async () => {
    const here = await start();
    const cut = await start({ place: { ...place, url: proxy.url } });
    await awaitListeners(url, 2);
    proxy.refuse('listen ');
    await endListeners(url);
    await awaitListeners(url, 1);
    for (let times = 0; times < 3; times += 1) await untilRevoked(cut, await endedOn(here));
    await awaitListeners(url, 1);
    proxy.mend();
    await awaitListeners(url, 2);
    const lost = cut.logged.filter(({ msg }) => String(msg).includes('of revocations are interrupted'));
    expect(lost).toEqual([expect.objectContaining({ level: 40 })]);
  });

  test('wakes again where the connection has come back', async () => {
    const here = await start({ env: WITHOUT_POLLING });
    const other = await start({ env: WITHOUT_POLLING });
    await awaitListeners(url, 2);
    await endListeners(url);
    // As long as nobody listens.
    const meanwhile = await endedOn(here);
    await untilRevoked(other, meanwhile);
    await awaitListeners(url, 2);
    await untilRevoked(other, await endedOn(here));
  });

  test('leaves no connection that listens when the instance has stopped', async () => {
    await start();
    await awaitListeners(url, 1);
    await instances.pop()?.close();
    await awaitListeners(url, 0);
  });
});
