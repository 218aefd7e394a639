import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { changePassword, countHashes } from '../support/account-operations.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { expectAlive, expectAnswer, expectError, login } from '../support/operations.js';
import { PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { withDatabase } from '../support/with-database.js';

const OLD = '$argon2id$v=19$m=4096,t=1,p=1$';
const TODAY = '$argon2id$v=19$m=19456,t=2,p=1$';

describeEachDatabase('a password that was hashed otherwise than today', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  let email = '';
  let ada: Tokens;
  let count = 0;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place, hashes: 'as built' });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });
  beforeEach(async () => {
    count += 1;
    email = `ada-${count}@example.com`;
    ada = await server.register(email);
    const old = await hash(PASSWORD, { memoryCost: 4096, timeCost: 1, parallelism: 1, salt: randomBytes(16) });
    expect(old.startsWith(OLD)).toBe(true);
    await withDatabase(place, ({ query }) =>
      query.updateTable('users').set({ password_hash: old }).where('id', '=', ada.userId).execute(),
    );
  });

  const kept = async () => {
    const [row] = await withDatabase(place, ({ query }) =>
      query.selectFrom('users').select(['password_hash', 'version']).where('id', '=', ada.userId).execute(),
    );
    return { parameters: row?.password_hash.slice(0, TODAY.length), version: row?.version };
  };
  const signIn = async () => expectAnswer(await login(server, email, PASSWORD), 'login');

  test('is hashed anew at a sign-in, once, and nothing else changes', async () => {
    expect(await countHashes(server, signIn)).toBe(2);
    expect(await kept()).toEqual({ parameters: TODAY, version: 1 });
    expect(await countHashes(server, signIn)).toBe(1);
    await expectAlive(server, ada);
  });

  test('is not hashed anew for who does not know it', async () => {
    const hashes = await countHashes(server, async () =>
      expectError(await login(server, email, 'a wrong guess'), 'login', { code: 'INVALID_CREDENTIALS' }),
    );
    expect(hashes).toBe(1);
    expect((await kept()).parameters).not.toBe(TODAY);
  });

  test('signs in ten at once', async () => {
    const responses = await Promise.all(Array.from({ length: 10 }, () => login(server, email, PASSWORD)));
    for (const response of responses) await expectAlive(server, expectAnswer(response, 'login'));
    expect(await kept()).toEqual({ parameters: TODAY, version: 1 });
  });

  test('is changed while it is hashed anew, and the new one stays', async () => {
    const [changed, ...others] = await Promise.all([
      changePassword(server, ada.accessToken, PASSWORD, 'another password'),
      ...Array.from({ length: 5 }, () => login(server, email, PASSWORD)),
    ]);
    await expectAlive(server, expectAnswer(changed, 'changePassword'));
    for (const { data, errors } of others) {
      if (!data.login) expect(errors[0]?.extensions.code).toBe('INVALID_CREDENTIALS');
    }
    expectError(await login(server, email, PASSWORD), 'login', { code: 'INVALID_CREDENTIALS' });
    expectAnswer(await login(server, email, 'another password'), 'login');
    expect(await kept()).toEqual({ parameters: TODAY, version: 2 });
  });

  test('in the spelling that it was typed in is hashed in NFKC at a sign-in, and signs in by any', async () => {
    const [typed, composed] = ['cafe\u0301 au lait', 'caf\u00e9 au lait'];
    const before = await hash(typed, { memoryCost: 19_456, timeCost: 2, parallelism: 1, salt: randomBytes(16) });
    await withDatabase(place, ({ query }) =>
      query.updateTable('users').set({ password_hash: before }).where('id', '=', ada.userId).execute(),
    );
    const signInWith = (password: string) => login(server, email, password);
    expectError(await signInWith(composed), 'login', { code: 'INVALID_CREDENTIALS' });
    expect(await countHashes(server, async () => expectAnswer(await signInWith(typed), 'login'))).toBe(3);
    for (const [spelling, hashes] of [
      [composed, 1],
      [typed, 2],
    ] as const)
      expect(await countHashes(server, async () => expectAnswer(await signInWith(spelling), 'login'))).toBe(hashes);
    expectError(await signInWith('cafe au lait'), 'login', { code: 'INVALID_CREDENTIALS' });
    expect(await kept()).toEqual({ parameters: TODAY, version: 1 });
  });
});
