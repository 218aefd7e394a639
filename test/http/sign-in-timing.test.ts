import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { countHashes } from '../support/account-operations.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { expectError, login, refresh } from '../support/operations.js';
import { rounds } from '../support/rounds.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { farFromEven, likelihood, measure } from '../support/timing.js';
import { withDatabase } from '../support/with-database.js';

const SIGN_INS = rounds(200);
const WRONG = 'not the password at all';

let place: TestPlace;
let server: TestServer;
beforeAll(async () => {
  place = await createTestPlace('SQLite');
  server = await startServer({ place, hashes: 'as built' });
  await server.register('ada@example.com');
  const { userId } = await server.register('disabled@example.com');
  await withDatabase(place, ({ query }) =>
    query.updateTable('users').set({ disabled: 1 }).where('id', '=', userId).execute(),
  );
});
afterAll(async () => {
  await server.close();
  await place.remove();
});

const signIn = (email: string, password: string) => async () =>
  expectError(await login(server, email, password), 'login', { code: 'INVALID_CREDENTIALS' });

test('an unknown address, a wrong password and a disabled account cannot be told apart by time', async () => {
  const deeds = [
    signIn('nobody@example.com', WRONG),
    signIn('ada@example.com', WRONG),
    signIn('disabled@example.com', PASSWORD),
  ];
  let times: Awaited<ReturnType<typeof measure>> = [];
  const hashes = await countHashes(server, async () => {
    times = await measure(deeds, SIGN_INS);
  });
  expect(hashes).toBe(3 * SIGN_INS);
  const [unknown = [], wrong = [], disabled = []] = times;
  const found = [likelihood(unknown, wrong), likelihood(wrong, disabled), likelihood(unknown, disabled)];
  for (const each of found) expect(Math.abs(each - 0.5)).toBeLessThan(farFromEven(SIGN_INS));
}, 240_000);

test('what costs no hash can be told apart, so that this would show', async () => {
  const deeds = [signIn('nobody@example.com', WRONG), () => refresh(server, 'garbage')];
  const [hash = [], none = []] = await measure(deeds, 30);
  expect(likelihood(hash, none)).toBeGreaterThan(0.8);
}, 60_000);
