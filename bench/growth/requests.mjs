import { dataOf } from './client.mjs';
import { emailOf, refreshTokenOf } from './seed.mjs';

export const SMALL = JSON.stringify({ query: '{ me { id name email } }' });

export function refreshRequest(refreshToken) {
  const query = 'mutation ($t: String!) { refresh(refreshToken: $t) { accessToken refreshToken expiresIn } }';
  return JSON.stringify({ query, variables: { t: refreshToken } });
}

/** An access token of a seeded session that was not refreshed before. */
export async function accessTokenOf(client, number) {
  return dataOf(await client.send(refreshRequest(refreshTokenOf(number, 0)))).refresh.accessToken;
}

/** CPU microseconds of the server for one *small*, over `count` of them, one after the other. */
export async function smallCost(server, client, token, count) {
  const before = await server.cpu();
  for (let done = 0; done < count; done += 1) {
    if (!dataOf(await client.send(SMALL, token)).me) throw new Error('Nobody is there.');
  }
  return ((await server.cpu()) - before) / count;
}

export const PASSWORD = 'correct horse battery';

/** Of a seeded user, whose password that is. */
export function loginRequest(number) {
  const query = 'mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { accessToken refreshToken } }';
  return JSON.stringify({ query, variables: { e: emailOf(number), p: PASSWORD } });
}
