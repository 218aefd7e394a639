import { openClient } from '../growth/client.mjs';
import { createPlace } from '../growth/places.mjs';
import { accessTokenOf } from '../growth/requests.mjs';
import { seed } from '../growth/seed.mjs';
import { environmentOf, startServer } from '../growth/server.mjs';

/** So many processes of `dist/main.js` on one PostgreSQL database of their own, with so many sessions in it. */
export async function startInstances({ count, sessions, env = {} }) {
  const place = await createPlace('postgres');
  const environment = { ...environmentOf(place), RATE_LIMITS: 'off', ...env };
  const servers = [];
  const close = async () => {
    for (const server of servers) await server.stop();
    await place.remove();
  };
  try {
    servers.push(await startServer(environment));
    await seed(place, sessions);
    while (servers.length < count) servers.push(await startServer(environment));
  } catch (error) {
    await close();
    throw error;
  }
  return { place, servers, close };
}

/** Access tokens of so many seeded sessions, from a number on, each good for ten minutes. */
export async function takeTokens({ port }, first, count) {
  const client = await openClient(port);
  const tokens = [];
  while (tokens.length < count) tokens.push(await accessTokenOf(client, first + tokens.length));
  client.close();
  return tokens;
}
