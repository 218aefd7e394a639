import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { request } from '../support/graphql.js';
import { rawPost, sendRaw } from '../support/raw-http.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';

const VICTIM = '198.51.100.7';
const CLIENT = '203.0.113.9';

let trusting: TestServer;
let plain: TestServer;
beforeAll(async () => {
  [trusting, plain] = await Promise.all([startServer({ env: { TRUSTED_PROXIES: 'loopback' } }), startServer()]);
  await Promise.all([trusting, plain].map((server) => server.register('ada@example.com')));
});
afterAll(async () => {
  await trusting.close();
  await plain.close();
});

const LOGIN = `mutation { login(email: "ada@example.com", password: "${PASSWORD}") { accessToken } }`;

/** Where a session was opened from, as its owner sees it. */
async function addressOf({ url }: TestServer, headers: Readonly<Record<string, string>>) {
  const { data } = await request(url, LOGIN, { headers });
  const mine = await request(url, '{ session { ipAddress } }', { token: data.login.accessToken });
  return mine.data.session.ipAddress;
}

test('behind a trusted proxy a session knows the address of its client', async () => {
  expect(await addressOf(trusting, { 'x-forwarded-for': CLIENT })).toBe(CLIENT);
  expect(await addressOf(trusting, { forwarded: `for="${CLIENT}:4711";proto=https` })).toBe(CLIENT);
  expect(await addressOf(trusting, { forwarded: 'for="[2001:DB8::1]"' })).toBe('2001:db8::1');
});

test.each([
  [{ 'x-forwarded-for': `${VICTIM}, ${CLIENT}` }, CLIENT],
  [{ 'x-forwarded-for': `${VICTIM}, ${CLIENT}, 127.0.0.1` }, CLIENT],
  [{ forwarded: `for=${VICTIM}`, 'x-forwarded-for': CLIENT }, '127.0.0.1'],
  [{ 'x-forwarded-for': 'unknown' }, '127.0.0.1'],
  [{ 'x-real-ip': VICTIM, 'true-client-ip': VICTIM, 'cf-connecting-ip': VICTIM }, '127.0.0.1'],
])('what a client writes into the headers itself is not believed: %j', async (headers, address) => {
  expect(await addressOf(trusting, headers)).toBe(address);
});

test('what a proxy adds behind all the headers that a client has room for counts, and nothing before it', async () => {
  const lines = [`x-forwarded-for: ${VICTIM}`, ...Array<string>(2500).fill('a:'), `x-forwarded-for: ${CLIENT}`];
  const { body } = await sendRaw(trusting.port, rawPost(lines, JSON.stringify({ query: LOGIN })));
  const { data } = JSON.parse(body);
  const mine = await request(trusting.url, '{ session { ipAddress } }', { token: data.login.accessToken });
  expect(mine.data).toEqual({ session: { ipAddress: CLIENT } });
});

test('without TRUSTED_PROXIES no header is believed, and the log says so once', async () => {
  expect(await addressOf(plain, { 'x-forwarded-for': VICTIM })).toBe('127.0.0.1');
  expect(await addressOf(plain, { forwarded: `for=${VICTIM}` })).toBe('127.0.0.1');
  const told = plain.logged.filter(({ msg }) => String(msg).includes('TRUSTED_PROXIES'));
  expect(told).toMatchObject([{ ipAddress: '127.0.0.1' }]);
});
