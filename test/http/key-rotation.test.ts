import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { KeyManager } from '../../src/tokens/index.js';
import { defineModule } from '../../src/toolkit/define-module.js';
import { createTestClock, type TestClock } from '../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { expectAlive, expectAnswer, expectRevoked, expectRevokedSoon, ME, refresh } from '../support/operations.js';
import { ADMIN, startServer, type TestServer, type Tokens } from '../support/server.js';

const ANNOUNCE_SECONDS = 600;
const LIFETIME_SECONDS = 3600;
const TOLERANCE_SECONDS = 15;

interface Instance extends TestServer {
  readonly keyManager: KeyManager;
}

const kidOf = ({ accessToken }: Pick<Tokens, 'accessToken'>) => decodeProtectedHeader(accessToken).kid ?? '';

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function jwks({ url }: Instance) {
  const response = await fetch(new URL('/.well-known/jwks.json', url));
  expect(response.headers.get('cache-control')).toBe('public, max-age=300');
  const { keys } = (await response.json()) as { keys: { kid: string; alg: string }[] };
  return keys.map(({ kid }) => kid);
}

describeEachDatabase('signing keys of instances that share a database', (engine) => {
  let place: TestPlace;
  let clock: TestClock;
  let instances: Instance[];
  let stopLoad: () => Promise<unknown>;
  beforeEach(async () => {
    place = await createTestPlace(engine);
    clock = createTestClock();
    instances = [];
    stopLoad = async () => {};
  });
  afterEach(async () => {
    await stopLoad();
    for (const instance of instances) await instance.close();
    await place.remove();
  });

  const start = async (env: Readonly<Record<string, string>> = {}): Promise<Instance> => {
    const found: KeyManager[] = [];
    const spy = defineModule({
      name: 'spy',
      start: async ({ services }) => {
        found.push(services.keyManager);
        return undefined;
      },
    });
    const lifetime = { ACCESS_TOKEN_TTL_SECONDS: String(LIFETIME_SECONDS), TOKEN_ALGORITHM: 'ES256' };
    const server = await startServer({ place, clock: clock.now, modules: [spy], env: { ...lifetime, ...env } });
    const [keyManager] = found;
    if (!keyManager) throw new TypeError('The modules have started.');
    const instance = { ...server, keyManager };
    instances.push(instance);
    return instance;
  };

  /** Users who refresh on one instance and ask another, all the time, with the new token and the one before. */
  function createLoad(users: readonly Tokens[]) {
    const failures: unknown[] = [];
    const kids = new Set<string>();
    let answered = 0;
    let stopped = false;
    const check = ({ errors }: { readonly errors: readonly unknown[] }) => {
      answered += 1;
      failures.push(...errors);
    };
    const work = async (first: Tokens) => {
      let tokens = first;
      for (let round = 0; !stopped; round += 1) {
        const at = (offset: number) => instances[(round + offset) % instances.length] as Instance;
        const response = await refresh(at(0), tokens.refreshToken);
        check(response);
        const next: Tokens = response.data?.refresh ?? tokens;
        kids.add(kidOf(next));
        const asked = [next, tokens].flatMap(({ accessToken: token }) =>
          instances.map((one) => one.request(ME, { token })),
        );
        for (const answer of await Promise.all(asked)) check(answer);
        tokens = next;
      }
    };
    const working = Promise.all(users.map(work));
    stopLoad = () => {
      stopped = true;
      return working;
    };
    return {
      kids,
      failures,
      /** Every user has come round with what is so now. */
      settle: async () => {
        const enough = answered + 3 * users.length * (1 + 2 * instances.length);
        await until(() => answered >= enough || failures.length > 0);
      },
      stop: async () => {
        await stopLoad();
        return { answered, failures };
      },
    };
  }

  /** Lets time pass as it does, a minute at most at once, under load. */
  const pass = async (seconds: number, { settle }: { settle(): Promise<void> }) => {
    for (let left = seconds; left > 0; left -= 60) {
      clock.advance(Math.min(left, 60));
      await settle();
    }
  };

  test('a rotation under load, and the end of the old key, fail no request', async () => {
    const [one, other] = [await start(), await start()];
    const users = [await one.register('ann@example.com'), await other.register('bob@example.com')];
    const old = kidOf(users[0] as Tokens);
    const load = createLoad(users);
    await load.settle();
    expect([...load.kids]).toEqual([old]);

    const rotation = await one.keyManager.rotate();
    const kid = 'created' in rotation ? rotation.created : '';
    await until(async () => (await jwks(other)).length === 2);
    expect((await jwks(one)).toSorted()).toEqual([old, kid].toSorted());
    await pass(ANNOUNCE_SECONDS - 1, load);
    expect([...load.kids]).toEqual([old]);
    await pass(1, load);
    expect([...load.kids]).toEqual([old, kid]);

    const end = clock.now() + (LIFETIME_SECONDS + TOLERANCE_SECONDS) * 1000;
    clock.advance(LIFETIME_SECONDS / 2);
    await load.settle();
    clock.advance(LIFETIME_SECONDS / 2);
    await load.settle();
    const normal = { compromised: false };
    expect(await other.keyManager.retire(old, normal)).toEqual({ refused: 'VERIFYING', until: end });
    clock.advance(TOLERANCE_SECONDS);
    expect(await other.keyManager.retire(old, normal)).toEqual({ retired: old, replacedBy: null });
    await until(async () => (await jwks(one)).length === 1);
    await load.settle();
    const { answered, failures } = await load.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(200);
    expect(await jwks(other)).toEqual([kid]);
  }, 120_000);

  test('another TOKEN_ALGORITHM on one instance, under load, fails no request on any', async () => {
    const [one, other] = [await start(), await start()];
    const users = [await one.register('ann@example.com'), await other.register('bob@example.com')];
    const load = createLoad(users);
    await load.settle();
    const changed = await start({ TOKEN_ALGORITHM: 'RS256' });
    await load.settle();
    expect([...load.kids]).toEqual([kidOf(users[0] as Tokens)]);
    await pass(ANNOUNCE_SECONDS, load);
    const { failures } = await load.stop();
    expect(failures).toEqual([]);
    expect(load.kids.size).toBe(2);

    const algorithmOf = async (server: Instance) =>
      decodeProtectedHeader((await server.login(ADMIN.email, ADMIN.password)).accessToken).alg;
    expect(await Promise.all([one, other, changed].map(algorithmOf))).toEqual(['ES256', 'ES256', 'RS256']);
    expect((await jwks(one)).toSorted()).toEqual((await jwks(changed)).toSorted());
  }, 120_000);

  test('instances whose key is too old make one new key, and the old one goes in the end', async () => {
    for (let count = 0; count < 3; count += 1) await start({ KEY_ROTATION_DAYS: '1' });
    const [first] = instances as [Instance];
    const [old] = await jwks(first);
    clock.advance(86_400);
    for (const instance of instances) await until(async () => (await jwks(instance)).length === 2);
    clock.advance(ANNOUNCE_SECONDS);
    const [kid] = new Set(
      await Promise.all(instances.map(async (one) => kidOf(await one.login(ADMIN.email, ADMIN.password)))),
    );
    expect(kid).not.toBe(old);
    clock.advance(LIFETIME_SECONDS + TOLERANCE_SECONDS);
    for (const instance of instances) await until(async () => (await jwks(instance)).length === 1);
    expect(await jwks(first)).toEqual([kid]);
    expect(await first.keyManager.list()).toHaveLength(2);
  });

  describe('a compromised key', () => {
    test('is refused where it was retired at once, and elsewhere within a second; a refresh goes on', async () => {
      const [one, other] = [await start(), await start()];
      const ann = await one.register('ann@example.com');
      const old = kidOf(ann);
      await expectAlive(one, ann);
      await expectAlive(other, ann);
      const retirement = await one.keyManager.retire(old, { compromised: true });
      await expectRevoked(one, ann);
      await expectRevokedSoon(other, ann);
      const replacedBy = 'replacedBy' in retirement ? retirement.replacedBy : '';
      expect([await jwks(one), await jwks(other)]).toEqual([[replacedBy], [replacedBy]]);

      const next = expectAnswer(await refresh(other, ann.refreshToken), 'refresh');
      expect(kidOf(next)).toBe(replacedBy);
      for (const server of [one, other]) await expectAlive(server, next);
    });

    test('is refused by an instance that starts later', async () => {
      const one = await start();
      const ann = await one.register('ann@example.com');
      await one.keyManager.retire(kidOf(ann), { compromised: true });
      await expectRevoked(await start(), ann);
    });
  });

  test('who verifies by the JWK Set takes the tokens of every stage, and of a retired key none', async () => {
    const server = await start();
    const issuer = 'https://api.example.com';
    const verify = async ({ accessToken }: Tokens) => {
      const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', server.url));
      const options = { issuer, audience: issuer, algorithms: ['ES256'], currentDate: new Date(clock.now()) };
      return (await jwtVerify(accessToken, keys, options)).protectedHeader.kid;
    };
    const login = () => server.login(ADMIN.email, ADMIN.password);
    const first = await login();
    await server.keyManager.rotate();
    clock.advance(ANNOUNCE_SECONDS);
    const second = await login();
    expect(kidOf(second)).not.toBe(kidOf(first));
    for (const tokens of [first, second]) expect(await verify(tokens)).toBe(kidOf(tokens));
    await server.keyManager.retire(kidOf(first), { compromised: true });
    expect(await verify(second)).toBe(kidOf(second));
    await expect(verify(first)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  test('a change of them is an audit event, with the id of the key and nothing secret', async () => {
    const server = await start();
    const { accessToken: token } = await server.login(ADMIN.email, ADMIN.password);
    const old = decodeProtectedHeader(token).kid;
    const rotation = await server.keyManager.rotate();
    const kid = 'created' in rotation ? rotation.created : '';
    await server.keyManager.retire(kid, { compromised: true });
    const query = '{ auditEvents { edges { node { type userId actorId detail } } } }';
    const { edges } = expectAnswer(await server.request(query, { token }), 'auditEvents');
    const events = edges.map(({ node }: { node: { type: string } }) => node);
    const by = { userId: null, actorId: null };
    expect(events.filter(({ type }: { type: string }) => type.startsWith('KEY')).toReversed()).toEqual(
      expect.arrayContaining([
        { ...by, type: 'KEY_CREATED', detail: `${old} ES256` },
        { ...by, type: 'KEY_CREATED', detail: `${kid} ES256` },
        { ...by, type: 'KEY_RETIRED', detail: `${kid} compromised` },
      ]),
    );
  });
});
