import { setTimeout as sleep } from 'node:timers/promises';
import { round } from '../growth/numbers.mjs';
import { withPostgres } from '../growth/places.mjs';
import { startInstances } from './instances.mjs';
import { backendsCpu, countStatements, freeConnections, openPollers, usedBetween } from './statements.mjs';

const INSTANCES = [1, 3, 5, 8];
const POLLERS = [25, 50, 100, 200, 400];
const A_THOUSAND = 1000;

/**
 * What instances cost PostgreSQL that have nothing to do. The model is a line through what instances cost; it is held
 * against many bare connections that ask the same.
 */
export async function polling({ quick }) {
  const seconds = quick ? 5 : 20;
  const rows = [];
  const costs = [];
  for (const count of INSTANCES) {
    const { place, servers, close } = await startInstances({ count, sessions: 10 });
    try {
      const own = async () => (await Promise.all(servers.map(({ cpu }) => cpu()))).reduce((sum, each) => sum + each, 0);
      const cost = await observe(place.url, seconds, own);
      costs.push({ count, ...cost });
      rows.push(rowOf(`${count} instances`, cost, count));
    } finally {
      await close();
    }
  }
  const perStatement = total(costs, 'cpu') / total(costs, 'statements');
  const perInstance = total(costs, 'statements') / total(costs, 'count');
  const { place, close } = await startInstances({ count: 1, sessions: 10, env: { REVOCATION_WAKE: 'off' } });
  try {
    const alone = await observe(place.url, seconds);
    for (const count of POLLERS) {
      if ((await withPostgres(place.url, freeConnections)) < count) continue;
      const pollers = await openPollers(place.url, count);
      const { statements, cpu } = await observe(place.url, seconds);
      await pollers.close();
      const [asked, used] = [statements - alone.statements, cpu - alone.cpu];
      const model = round((perStatement * asked) / 1e6, 3);
      rows.push([
        `${count} bare connections`,
        round(asked, 0),
        round(used / 1e6, 3),
        model,
        round(used / asked, 0),
        '',
      ]);
    }
  } finally {
    await close();
  }
  const asked = perInstance * A_THOUSAND;
  const cores = round((perStatement * asked) / 1e6, 2);
  rows.push([`${A_THOUSAND} instances, by the model`, round(asked, 0), '', cores, round(perStatement, 0), '']);
  return {
    title: 'What instances cost PostgreSQL that have nothing to do',
    columns: [
      '',
      'statements a second',
      'cores of PostgreSQL',
      'cores by the model',
      'µs a statement',
      'CPU ms a second of each instance',
    ],
    rows,
  };
}

function total(costs, name) {
  return costs.reduce((sum, cost) => sum + cost[name], 0);
}

function rowOf(name, { statements, cpu, own }, count) {
  return [
    name,
    round(statements, 1),
    round(cpu / 1e6, 4),
    '',
    round(cpu / statements, 0),
    round(own / 1000 / count, 1),
  ];
}

/** Statements and microseconds of CPU, a second: of the backends, and of what `own` tells. */
async function observe(url, seconds, own = async () => 0) {
  return withPostgres(url, async (client) => {
    const { rows } = await client.query('select pg_backend_pid() as pid');
    const read = async () => {
      const cpu = await backendsCpu(url, (pid) => pid !== rows[0].pid);
      return { at: performance.now(), statements: await countStatements(client), cpu, own: await own() };
    };
    // What starts has its own work.
    await sleep(3000);
    const before = await read();
    await sleep(seconds * 1000);
    const after = await read();
    const per = 1000 / (after.at - before.at);
    return {
      statements: (after.statements - before.statements) * per,
      cpu: usedBetween(before.cpu, after.cpu) * per,
      own: (after.own - before.own) * per,
    };
  });
}
