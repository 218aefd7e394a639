import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changePassword, setUserDisabled } from '../support/account-operations.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import {
  expectAlive,
  expectAnswer,
  expectRevoked,
  expectRevokedSoon,
  logout,
  setUserRoles,
} from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';

type Revoke = (server: TestServer, tokens: Tokens, admin: Tokens) => Promise<unknown>;

const mutation = async (server: TestServer, selection: string, { accessToken }: Tokens) =>
  expectAnswer(await server.request(`mutation { field: ${selection} }`, { token: accessToken }), 'field');

const ways: readonly (readonly [string, Revoke])[] = [
  ['logout', (server, { refreshToken }) => logout(server, refreshToken)],
  ['revokeSession', (server, own) => mutation(server, `revokeSession(id: "${own.sessionId}")`, own)],
  ['logoutAll', (server, own) => mutation(server, 'logoutAll', own)],
  ['changePassword', (server, own) => changePassword(server, own.accessToken, PASSWORD, 'another good password')],
  ['setUserRoles', (server, { userId }, admin) => setUserRoles(server, admin.accessToken, userId, ['SUPPORT'])],
  ['setUserDisabled', (server, { userId }, admin) => setUserDisabled(server, admin.accessToken, userId, true)],
  [
    'revokeUserSessions',
    (server, { userId }, admin) => mutation(server, `revokeUserSessions(userId: "${userId}")`, admin),
  ],
];

describeEachDatabase('on three instances', (engine) => {
  let place: TestPlace;
  let servers: readonly TestServer[];

  beforeAll(async () => {
    place = await createTestPlace(engine);
    servers = [await startServer({ place }), await startServer({ place }), await startServer({ place })];
  });
  afterAll(async () => {
    for (const server of servers) await server.close();
    await place.remove();
  });

  test.each(ways)(
    'what %s revokes on any of them is refused there at once, and on the others soon',
    async (how, revoke) => {
      for (const [index, server] of servers.entries()) {
        const others = servers.filter((each) => each !== server);
        const admin = await server.login(ADMIN.email, ADMIN.password);
        const tokens = await server.register(`${how}-${index}@example.com`);
        const bystander = await server.register(`bystander-${how}-${index}@example.com`);
        for (const each of servers) await expectAlive(each, tokens);
        await revoke(server, tokens, admin);
        await expectRevoked(server, tokens);
        await Promise.all(others.map((each) => expectRevokedSoon(each, tokens)));
        for (const each of servers) await expectAlive(each, bystander);
      }
      expect(servers).toHaveLength(3);
    },
  );
});
