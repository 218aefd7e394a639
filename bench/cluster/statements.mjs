import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

/** What an instance sends when it has nothing to do, each every 250 ms, and a write of its own every 20 s. */
const IDLE_STATEMENTS = [
  ['select * from "revocations" where "position" > $1 order by "position" limit $2', [0, 1000]],
  ['select "number" from "signing_key_changes"', []],
];
const INTERVAL_MILLISECONDS = 250;

/** So many connections that ask as an idle instance does, from this process. */
export async function openPollers(url, count) {
  const clients = await openConnections(url, count);
  const { rows } = await clients[0].query('select position from revocation_feed');
  let isStopped = false;
  const loops = clients.flatMap((client) =>
    IDLE_STATEMENTS.map(async ([text, [, ...rest]], index) => {
      const parameters = index === 0 ? [rows[0].position, ...rest] : rest;
      await pause(Math.random() * INTERVAL_MILLISECONDS);
      while (!isStopped) {
        await client.query(text, parameters);
        await pause(INTERVAL_MILLISECONDS);
      }
    }),
  );
  return {
    close: async () => {
      isStopped = true;
      await Promise.all(loops);
      await closeAll(clients);
    },
  };
}

/** So many connections. */
export async function openConnections(url, count) {
  const clients = Array.from({ length: count }, () => new pg.Client({ connectionString: url }));
  for (const client of clients) await client.connect();
  return clients;
}

export async function closeAll(clients) {
  for (const client of clients) await client.end();
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How many more connections the server takes, ten left for others. */
export async function freeConnections(client) {
  const { rows } = await client.query(
    "select current_setting('max_connections')::int - count(*)::int - 13 as free from pg_stat_activity",
  );
  return rows[0].free;
}

/** Statements that ended on this database so far: each of those here is a transaction of its own. */
export async function countStatements(client) {
  // What a backend counts it tells once a second.
  const { rows } = await client.query(
    'select xact_commit::int as count from pg_stat_database where datname = current_database()',
  );
  return rows[0].count;
}

/** Microseconds of CPU that each backend of this database has used, by its process id. From /proc, so on one machine. */
export async function backendsCpu(url, isOf = () => true) {
  const name = new URL(url).pathname.slice(1);
  const found = new Map();
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const read = (file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    if (!(await read('cmdline')).includes(` ${name} `)) continue;
    if (isOf(Number(pid))) found.set(Number(pid), Number((await read('schedstat')).split(' ')[0]) / 1000);
  }
  return found;
}

/** What was used between two readings; backends that came or went between are left out. */
export function usedBetween(before, after) {
  let total = 0;
  for (const [pid, microseconds] of after) if (before.has(pid)) total += microseconds - before.get(pid);
  return total;
}
