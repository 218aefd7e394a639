import { fileURLToPath } from 'node:url';
import { hash } from '@node-rs/argon2';
import { isBuiltinSqlite } from '../../dist/database/builtin-sqlite.js';
import { dataOf, openClient } from './client.mjs';
import { inTurns, round } from './numbers.mjs';
import { createPlace } from './places.mjs';
import { loginRequest, PASSWORD, refreshRequest } from './requests.mjs';
import { refreshTokenOf, seed } from './seed.mjs';
import { environmentOf, startServer } from './server.mjs';

const WITHOUT = fileURLToPath(new URL('./without-better-sqlite3.cjs', import.meta.url));
const LIBRARIES = { 'better-sqlite3': [], 'node:sqlite': ['--require', WITHOUT] };

/** CPU of the server for a request that writes, on SQLite, with the one library and with the other. */
export async function sqliteLibrary({ quick }) {
  if (!isBuiltinSqlite(process.getBuiltinModule('node:sqlite'))) return [];
  const rounds = quick ? 5 : 9;
  const tasks = {
    refresh: { count: quick ? 100 : 300, request: (number) => refreshRequest(refreshTokenOf(number, 0)) },
    'sign-in': { count: quick ? 20 : 60, request: (number) => loginRequest(number) },
  };
  const needed = (rounds + 2) * Math.max(...Object.values(tasks).map(({ count }) => count));
  const scenes = {};
  try {
    for (const [name, more] of Object.entries(LIBRARIES)) scenes[name] = await openScene(more, needed);
    const rows = [];
    for (const [name, task] of Object.entries(tasks)) rows.push(await compare(name, task, scenes, rounds));
    return rows;
  } finally {
    for (const scene of Object.values(scenes)) await scene.close();
  }
}

async function compare(name, { count, request }, scenes, rounds) {
  const costs = Object.fromEntries(
    Object.entries(scenes).map(([library, { server, client }]) => {
      let number = 0;
      const cost = async () => {
        const before = await server.cpu();
        for (let done = 0; done < count; done += 1) dataOf(await client.send(request(number++)));
        return ((await server.cpu()) - before) / count;
      };
      return [library, cost];
    }),
  );
  for (const cost of Object.values(costs)) await cost();
  const { of, ratio } = await inTurns(rounds, costs);
  return {
    name: `${name}: CPU with node:sqlite / with better-sqlite3`,
    figure: round(ratio('node:sqlite', 'better-sqlite3')),
    more: Object.fromEntries(Object.keys(costs).map((library) => [`µs with ${library}`, round(of(library), 0)])),
  };
}

async function openScene(more, users) {
  const place = await createPlace('sqlite');
  await (await startServer(environmentOf(place), { more })).stop();
  await seed(place, users, await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }));
  const server = await startServer(environmentOf(place), { more });
  const client = await openClient(server.port);
  return {
    server,
    client,
    close: async () => {
      client.close();
      await server.stop();
      await place.remove();
    },
  };
}
