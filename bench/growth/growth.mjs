import { readdir, readFile } from 'node:fs/promises';
import { findUserByEmail } from '../../dist/modules/accounts/store.js';
import { lockOf } from '../../dist/modules/sessions/index.js';
import { modules } from '../../dist/modules.js';
import { loadConfig } from '../../dist/server/config/config.js';
import { openRuntime } from '../../dist/server/runtime.js';
import { dataOf, openClient } from './client.mjs';
import { inTurns, round } from './numbers.mjs';
import { createPlace } from './places.mjs';
import { accessTokenOf, refreshRequest, smallCost } from './requests.mjs';
import { emailOf, eventCursorOf, refreshTokenOf, seed } from './seed.mjs';
import { environmentOf, startServer } from './server.mjs';

const BARS = {
  refresh: 1.3,
  'users(first: 20)': 1.3,
  'users, searched by an address': 1.5,
  'users, searched by a part that all have': 1.5,
  'users, searched by how a name begins': 1.5,
  'auditEvents, deep in the list': 1.5,
};
const CLIENT = { ipAddress: '192.0.2.1', userAgent: 'bench' };

/** What requests cost with so many users and sessions on PostgreSQL: CPU of the server and of its database together. */
export async function growth({ quick }) {
  const sizes = quick ? [1000, 10_000] : [1000, 10_000, 100_000, 1_000_000];
  const scenes = [];
  try {
    for (const size of sizes) scenes.push(await openScene(size));
    const rows = [];
    for (const [name, task] of Object.entries(TASKS)) rows.push(...(await compare(name, task, scenes, quick)));
    return rows;
  } finally {
    for (const scene of scenes) await scene.close();
  }
}

/** One request each, of the `number`th kind; numbers do not come twice. */
const TASKS = {
  refresh: {
    count: 200,
    run: async ({ client, size }, number) => {
      // Spread over all of them.
      const session = (number * 7919) % size;
      dataOf(await client.send(refreshRequest(refreshTokenOf(session, Math.floor(number / size)))));
    },
  },
  'users(first: 20)': { count: 100, run: ({ ask }) => ask('users(first: 20)') },
  'users, deep in the list': {
    count: 100,
    run: ({ ask, middle }) => ask(`users(first: 20, after: "${middle}")`),
  },
  'users, searched by an address': {
    count: 50,
    run: ({ ask, size }, number) => ask(`users(first: 20, search: "${emailOf((number * 7919) % size)}")`),
  },
  'users, searched by a part that all have': {
    count: 50,
    run: ({ ask }) => ask('users(first: 20, search: "ample.c")'),
  },
  'users, searched by how a name begins': {
    count: 50,
    run: ({ ask }) => ask('users(first: 20, search: "gr")'),
  },
  'auditEvents, deep in the list': {
    count: 50,
    run: ({ askEvents, middleEvent }) => askEvents(`first: 20, after: "${middleEvent}"`),
  },
  'login without its hash': {
    count: 100,
    runsHere: true,
    run: ({ signIn, size }, number) => signIn((number * 7919) % size),
  },
  verification: { count: 300, cost: ({ server, client, token }, count) => smallCost(server, client, token, count) },
};

async function compare(name, { count: full, run, cost, runsHere }, scenes, quick) {
  const count = quick ? Math.ceil(full / 5) : full;
  const counts = new Map(scenes.map(({ size }) => [size, 1]));
  const measure = async (scene, times) => {
    if (cost) return cost(scene, times);
    const before = await cpuOf(scene, runsHere);
    for (let done = 0; done < times; done += 1) {
      const number = counts.get(scene.size) ?? 0;
      counts.set(scene.size, number + 1);
      await run(scene, number);
    }
    return ((await cpuOf(scene, runsHere)) - before) / times;
  };
  for (const scene of scenes) await measure(scene, count);
  const { of, ratio } = await inTurns(
    quick ? 5 : 9,
    Object.fromEntries(scenes.map((scene) => [scene.size, () => measure(scene, count)])),
  );
  const largest = scenes.at(-1).size;
  const smallest = scenes[0].size;
  return [
    {
      name: `${name}: CPU at ${largest.toLocaleString('en')} / at ${smallest.toLocaleString('en')}`,
      figure: round(ratio(largest, smallest)),
      ...(Object.hasOwn(BARS, name) && { bar: BARS[name] }),
      more: Object.fromEntries(scenes.map(({ size }) => [`µs at ${size.toLocaleString('en')}`, round(of(size), 0)])),
    },
  ];
}

async function openScene(size) {
  const place = await createPlace('postgres');
  const environment = environmentOf(place);
  await (await startServer(environment)).stop();
  const seconds = await seed(place, size);
  process.stdout.write(` ${size.toLocaleString('en')} seeded in ${Math.round(seconds)} s …`);
  const server = await startServer(environment);
  const client = await openClient(server.port);
  const token = await accessTokenOf(client, 0);
  const runtime = await openRuntime({
    modules,
    config: { ...loadConfig({ modules, env: environment }), logLevel: 'silent' },
  });
  await runtime.deps.services.keys.load();
  const ask = async (field) => {
    const query = `{ ${field} { edges { cursor node { id name email } } pageInfo { hasNextPage endCursor } } }`;
    return dataOf(await client.send(JSON.stringify({ query }), token)).users;
  };
  const askEvents = async (args) => {
    const query = `{ auditEvents(${args}) { edges { cursor node { id type at } } pageInfo { hasNextPage } } }`;
    const { edges } = dataOf(await client.send(JSON.stringify({ query }), token)).auditEvents;
    if (edges.length !== 20) throw new Error(`There are ${edges.length} events.`);
  };
  const middle = await cursorOf(runtime.deps, Math.floor(size / 2));
  const middleEvent = eventCursorOf(Math.floor(size / 2));
  return {
    ...{ size, place, server, client, token, ask, askEvents, middle, middleEvent },
    signIn: (number) => signIn(runtime.deps, number),
    close: async () => {
      client.close();
      await runtime.stop();
      await server.stop();
      await place.remove();
    },
  };
}

/** All that `login` does but the hash. */
async function signIn({ database, services }, number) {
  const known = await findUserByEmail(database.query, emailOf(number));
  const session = await services.sessions.prepare({ user: known, client: CLIENT });
  await database.transaction(
    async (tx) => {
      const user = await services.accounts.find(tx.query, known.id);
      const { sessionId } = await services.sessions.open(tx, session);
      await services.audit.record(tx, {
        type: 'SIGNED_IN',
        userId: user.id,
        actorId: user.id,
        sessionId,
        client: CLIENT,
      });
    },
    { lock: lockOf(known.id) },
  );
}

async function cursorOf({ database, services }, number) {
  const user = await findUserByEmail(database.query, emailOf(number));
  const { listUserConnection } = await import('../../dist/modules/accounts/user-connection.js');
  const list = async () => [user, user];
  const { edges } = await listUserConnection({ ...services.accounts, list }, { first: 1 });
  return edges[0].cursor;
}

/** Microseconds that the server and its database's backends have used; and this process, where it does the work. */
async function cpuOf({ server, place }, runsHere = false) {
  const { user, system } = process.cpuUsage();
  const backends = await backendsCpu(new URL(place.url).pathname.slice(1));
  return (runsHere ? user + system : await server.cpu()) + backends;
}

/** From /proc: PostgreSQL's backends have the name of their database in their title. */
async function backendsCpu(databaseName) {
  let total = 0;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const read = (file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    if (!(await read('cmdline')).includes(databaseName)) continue;
    if (!(await read('comm')).startsWith('postgres')) continue;
    total += Number((await read('schedstat')).split(' ')[0]) / 1000;
  }
  return total;
}
