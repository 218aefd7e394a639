import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { awaitMails } from '../support/mailbox.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';

describe('on PORT=0, with nothing else set', () => {
  let place: TestPlace;
  let server: TestServer;
  let own = '';
  beforeAll(async () => {
    place = await createTestPlace('SQLite');
    server = await startServer({ place, env: { PUBLIC_URL: '' } });
    own = `http://localhost:${server.port}`;
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  test('tokens are of the port that was taken, and are accepted', async () => {
    const { accessToken } = await server.login(ADMIN.email, ADMIN.password);
    expect(decodeJwt(accessToken)).toMatchObject({ iss: own, aud: own });
    const { data } = await server.request('{ me { email } }', { token: accessToken });
    expect(data).toEqual({ me: { email: ADMIN.email } });
  });

  test('links in mails lead to it', async () => {
    const { data } = await server.request(`mutation { requestPasswordReset(email: "${ADMIN.email}") }`);
    expect(data).toEqual({ requestPasswordReset: true });
    const [mail] = await awaitMails(place, ADMIN.email);
    expect(mail?.text).toContain(`\n${own}/reset-password#token=`);
  });
});

test('what is set stays as it is', async () => {
  const server = await startServer({ env: { PUBLIC_URL: '', TOKEN_ISSUER: 'https://id.example.com' } });
  const { accessToken } = await server.login(ADMIN.email, ADMIN.password);
  expect(decodeJwt(accessToken)).toMatchObject({
    iss: 'https://id.example.com',
    aud: `http://localhost:${server.port}`,
  });
  await server.close();
});

test('the warning of production names it', async () => {
  const server = await startServer({ env: { NODE_ENV: 'production', HOST: '127.0.0.1', PUBLIC_URL: '' } });
  const told = server.logged.map(({ msg }) => msg).filter((msg) => String(msg).startsWith('PUBLIC_URL'));
  expect(told).toEqual([
    `PUBLIC_URL is http://localhost:${server.port}, which is also the default iss and aud of the tokens. Set it to the address that clients use.`,
  ]);
  await server.close();
});
