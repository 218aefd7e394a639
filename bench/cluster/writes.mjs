import { hash } from '@node-rs/argon2';
import { dataOf, openClient } from '../growth/client.mjs';
import { inTurns, round } from '../growth/numbers.mjs';
import { createPlace } from '../growth/places.mjs';
import { accessTokenOf, loginRequest, PASSWORD, refreshRequest } from '../growth/requests.mjs';
import { refreshTokenOf, seed } from '../growth/seed.mjs';
import { environmentOf, startServer } from '../growth/server.mjs';
import { backendsCpu } from './statements.mjs';

const LOGOUT = JSON.stringify({ query: 'mutation { logout }' });
const SESSIONS = 5000;

/** CPU of the server and of PostgreSQL together for one operation, with REVOCATION_WAKE on over the same with it off. */
export async function writes({ quick }) {
  const rounds = quick ? 5 : 15;
  const sides = {};
  try {
    for (const wake of ['off', 'on']) sides[wake] = await openSide(wake);
    const rows = [];
    for (const [name, { count, run }] of Object.entries(OPERATIONS)) {
      const measure = (side) => costOf(side, count, run);
      for (const side of Object.values(sides)) await measure(side);
      const { of, ratio } = await inTurns(rounds, { off: () => measure(sides.off), on: () => measure(sides.on) });
      rows.push([name, round(of('off'), 0), round(of('on'), 0), round(ratio('on', 'off'))]);
    }
    return {
      title: 'What an operation costs, server and PostgreSQL together',
      columns: ['operation', 'CPU µs with REVOCATION_WAKE off', 'on', 'on / off, by round'],
      rows,
    };
  } finally {
    for (const { close } of Object.values(sides)) await close();
  }
}

/** Each of a session, or a user, that comes once. */
const OPERATIONS = {
  login: { count: 10, run: async ({ client }, number) => dataOf(await client.send(loginRequest(number))) },
  refresh: {
    count: 50,
    run: async ({ client }, number) => dataOf(await client.send(refreshRequest(refreshTokenOf(number, 0)))),
  },
  'refresh and logout': {
    count: 50,
    run: async ({ client }, number) => dataOf(await client.send(LOGOUT, await accessTokenOf(client, number))),
  },
};

async function openSide(wake) {
  const place = await createPlace('postgres');
  const environment = { ...environmentOf(place), RATE_LIMITS: 'off', REVOCATION_WAKE: wake };
  const server = await startServer(environment);
  await seed(place, SESSIONS, await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }));
  const client = await openClient(server.port);
  return {
    ...{ place, server, client },
    number: 0,
    close: async () => {
      client.close();
      await server.stop();
      await place.remove();
    },
  };
}

async function costOf(side, count, run) {
  const before = await cpuOf(side);
  for (let done = 0; done < count; done += 1) {
    await run(side, side.number);
    side.number += 1;
  }
  return ((await cpuOf(side)) - before) / count;
}

async function cpuOf({ server, place }) {
  let total = await server.cpu();
  for (const microseconds of (await backendsCpu(place.url)).values()) total += microseconds;
  return total;
}
