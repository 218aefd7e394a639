import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ModuleDeps } from '../../../src/module/index.js';
import type { User } from '../../../src/modules/accounts/index.js';
import type { ClaimsFor, SessionData } from '../../../src/modules/sessions/index.js';
import { checkSessionData } from '../../../src/modules/sessions/session-data.js';
import { findSessions } from '../../../src/modules/sessions/store.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../../support/databases.js';
import {
  addUser,
  CLIENT,
  NOBODY,
  openFor,
  outcomeOf,
  refreshOf,
  refusalOf,
  startInstance,
  type TestInstance,
  withDeps,
} from '../../support/instance.js';
import { PASSWORD } from '../../support/server.js';

const claimsOf = ({ accessToken }: { readonly accessToken: string }) =>
  JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());

describe('the data of a session', () => {
  test.each<[string, unknown, RegExp | undefined]>([
    ['nothing', {}, undefined],
    ['1024 bytes', { a: 'x'.repeat(1024 - '{"a":""}'.length) }, undefined],
    ['1025 bytes', { a: 'x'.repeat(1025 - '{"a":""}'.length) }, /may have at most 1024 bytes of JSON, but has 1025/],
    ['1025 bytes of 512 characters', { a: `${'ü'.repeat(508)}x` }, /but has 1025/],
    ['a list', ['a'], /must be an object/],
    ['a text', 'a', /must be an object/],
    ['null', null, /must be an object/],
    ['no JSON', () => 1, /must be an object/],
    ['a claim that means something', { org: 1, sub: 'ann', roles: ['ADMIN'] }, /may not have sub, roles: such a claim/],
    ['one by way of toJSON', { toJSON: () => ({ ver: 9 }) }, /may not have ver/],
  ])('%s', (_what, data, refusal) => {
    const check = () => checkSessionData(data as SessionData);
    if (refusal) expect(check).toThrow(TypeError);
    if (refusal) expect(check).toThrow(refusal);
    else expect(check()).toEqual(data);
  });
});

describeEachDatabase('a session with data', (engine) => {
  let place: TestPlace;
  let instance: TestInstance;
  let deps: ModuleDeps;
  let user: User;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    instance = await startInstance({ place });
    ({ deps } = instance);
  });
  afterAll(async () => {
    await instance.close();
    await place.remove();
  });
  beforeEach(async () => {
    user = await addUser(deps);
  });

  const setData = (id: string, data: SessionData, by = deps) =>
    by.database.transaction((tx) => by.services.sessions.setData(tx, id, data));
  const withHook = (claimsFor: ClaimsFor) => withDeps(deps, { hooks: { claimsFor } });

  test('has it in its tokens from the start, and what replaces it in the next', async () => {
    const first = await openFor(deps, user, { org: 'acme', plan: 'pro' });
    expect(claimsOf(first)).toMatchObject({ org: 'acme', plan: 'pro', sub: user.id });
    const second = await refreshOf(deps, first.refreshToken);
    expect(await setData(first.sessionId, { org: 'other' })).toBe(true);
    for (const from of [first, second]) {
      const claims = claimsOf(await refreshOf(deps, from.refreshToken));
      expect([claims.org, claims.plan]).toEqual(['other', undefined]);
    }
    // Nothing has ended, and nobody's version rose.
    expect([first, second].map(({ accessToken }) => refusalOf(deps, accessToken))).toEqual([undefined, undefined]);
    expect(claimsOf(await refreshOf(deps, second.refreshToken)).ver).toBe(1);
  });

  test('has it from a sign-in that brings it, and none from one that does not', async () => {
    const email = `${user.id}@data.example.com`;
    await deps.services.accounts.register({ email, password: PASSWORD }, CLIENT);
    const { login } = deps.services.sessions;
    expect(claimsOf(await login(email, PASSWORD, CLIENT, { data: { org: 'acme' } })).org).toBe('acme');
    expect(claimsOf(await login(email, PASSWORD, CLIENT)).org).toBeUndefined();
    await expect(login(email, PASSWORD, CLIENT, { data: { sub: 'bob' } })).rejects.toThrow('may not have sub');
    expect(await outcomeOf(login(email, 'wrong', CLIENT, { data: { org: 'acme' } }))).toBe('INVALID_CREDENTIALS');
  });

  test('keeps what it has where it is refused, unknown, over, or undone', async () => {
    const { sessionId, refreshToken } = await openFor(deps, user, { org: 'acme' });
    await expect(setData(sessionId, { sub: 'bob' })).rejects.toThrow(TypeError);
    await expect(setData(sessionId, { a: 'x'.repeat(2000) })).rejects.toThrow('has 2008');
    expect(await setData('unknown', { org: 'other' })).toBe(false);
    const undone = deps.database.transaction(async (tx) => {
      await deps.services.sessions.setData(tx, sessionId, { org: 'other' });
      throw new Error('not kept');
    });
    await expect(undone).rejects.toThrow('not kept');
    expect(claimsOf(await refreshOf(deps, refreshToken)).org).toBe('acme');
    await deps.services.sessions.logout(refreshToken, null, NOBODY);
    expect(await setData(sessionId, { org: 'other' })).toBe(false);
    expect((await findSessions(deps.database.query, [sessionId]))[0]?.data).toEqual({ org: 'acme' });
  });

  test('gives it to the hook, whose answer alone is in the token', async () => {
    const asked: unknown[] = [];
    const hooked = withHook(({ session, client }) => {
      asked.push({ session, client });
      return { team: session.data.org };
    });
    const first = await openFor(hooked, user, { org: 'acme' });
    const [row] = await findSessions(deps.database.query, [first.sessionId]);
    const session = { id: first.sessionId, createdAt: row?.createdAt, data: { org: 'acme' } };
    expect(asked).toEqual([{ session, client: CLIENT }]);
    const second = await refreshOf(hooked, first.refreshToken);
    expect(asked[1]).toEqual(asked[0]);
    const claims = [first, second].map(claimsOf);
    expect(claims.map(({ org, team }) => [org, team])).toEqual(Array(2).fill([undefined, 'acme']));
  });

  test('whose data changes while the hook is asked has the claims of what it is by then', async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const hooked = withHook(async ({ session }) => {
      const change = meanwhile;
      meanwhile = undefined;
      await change?.();
      return { org: session.data.org };
    });
    const { sessionId, refreshToken } = await openFor(hooked, user, { org: 'acme' });
    meanwhile = () => setData(sessionId, { org: 'other' });
    expect(claimsOf(await refreshOf(hooked, refreshToken)).org).toBe('other');
  });

  test('keeps it when it is renewed; with a hook, only as the hook has seen it', async () => {
    const renew = async (by: ModuleDeps, sessionId: string, meanwhile = async () => {}) => {
      const known = await by.services.sessions.claimsOf({ sessionId, user, client: CLIENT });
      await meanwhile();
      return by.database.transaction((tx) => by.services.sessions.renew(tx, sessionId, user, known));
    };
    const { sessionId } = await openFor(deps, user, { org: 'acme' });
    const orgOf = async (payload: ReturnType<typeof renew>) => claimsOf((await payload) ?? { accessToken: '' }).org;
    expect(await orgOf(renew(deps, sessionId))).toBe('acme');
    const hooked = withHook(({ session }) => ({ org: `${session.data.org}!` }));
    expect(await orgOf(renew(hooked, sessionId))).toBe('acme!');
    const change = async () => void (await setData(sessionId, { org: 'other' }));
    expect(await outcomeOf(renew(hooked, sessionId, change))).toBe('SERVICE_UNAVAILABLE');
    expect(await orgOf(renew(hooked, sessionId))).toBe('other!');
    expect(await renew(hooked, 'unknown')).toBeUndefined();
  });
});
