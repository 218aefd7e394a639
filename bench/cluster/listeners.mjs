import { randomBytes } from 'node:crypto';
import { inTurns, median, round } from '../growth/numbers.mjs';
import { withPostgres } from '../growth/places.mjs';
import { startInstances } from './instances.mjs';
import { backendsCpu, closeAll, freeConnections, openConnections, usedBetween } from './statements.mjs';

const LISTENERS = [0, 3, 8, 25, 50, 100, 200];
const WRITERS = 8;

/**
 * What NOTIFY adds to the transaction that appends to the feed, by how many listen, the statements alone: CPU of the
 * backend that writes, and of those that listen; and how many a second WRITERS connections get through.
 */
export async function listeners({ quick }) {
  const rounds = quick ? 5 : 9;
  const { place, servers, close } = await startInstances({ count: 1, sessions: 10 });
  // What it reads of the feed would be measured, too.
  await servers.pop().stop();
  try {
    const rows = [];
    for (const count of LISTENERS) {
      if ((await withPostgres(place.url, freeConnections)) < count + WRITERS) continue;
      rows.push(await costWith(place.url, count, rounds));
    }
    return {
      title: 'What NOTIFY adds to the transaction that appends to the feed',
      columns: [
        'who listen',
        'CPU µs of the writer, without NOTIFY',
        'with',
        'ratio',
        'CPU µs of each listener, a notification',
        `a second on ${WRITERS} connections, with / without`,
      ],
      rows,
    };
  } finally {
    await close();
  }
}

async function costWith(url, count, rounds) {
  const listening = await openConnections(url, count);
  for (const client of listening) await client.query('listen portcullis_revocations');
  const pidsListening = new Set(listening.map(({ processID }) => processID));
  const writers = await openConnections(url, WRITERS);
  const writing = new Set(writers.map(({ processID }) => processID));
  const heard = [];
  const cpu = (pids) => backendsCpu(url, (pid) => pids.has(pid));
  const costOf = async (notifies) => {
    const [before, listenersBefore] = [await cpu(writing), await cpu(pidsListening)];
    for (let done = 0; done < 100; done += 1) await append(writers[0], notifies);
    // Listeners are not waited for by the writer.
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (notifies && count > 0) heard.push(usedBetween(listenersBefore, await cpu(pidsListening)) / 100 / count);
    return usedBetween(before, await cpu(writing)) / 100;
  };
  const throughput = async (notifies) => {
    const began = performance.now();
    await Promise.all(
      writers.map(async (client) => {
        for (let done = 0; done < 25; done += 1) await append(client, notifies);
      }),
    );
    return (WRITERS * 25 * 1000) / (performance.now() - began);
  };
  await costOf(true);
  heard.pop();
  const { of, ratio } = await inTurns(rounds, {
    without: () => costOf(false),
    with: () => costOf(true),
    fastWithout: () => throughput(false),
    fastWith: () => throughput(true),
  });
  await closeAll([...listening, ...writers]);
  const ofListener = heard.length > 0 ? round(median(heard), 1) : '';
  return [
    count,
    round(of('without'), 0),
    round(of('with'), 0),
    round(ratio('with', 'without')),
    ofListener,
    round(ratio('fastWith', 'fastWithout')),
  ];
}

/** As `append` of src/modules/revocation/store.ts does, in a transaction. */
async function append(client, notifies) {
  await client.query('begin');
  const { rows } = await client.query(
    `update "revocation_feed" set "position" = "position" + $1 where "id" = $2 returning "position"`,
    [1, 'last'],
  );
  const returning = notifies ? ` returning pg_notify('portcullis_revocations', '') as "notified"` : '';
  await client.query(
    `insert into "revocations" ("position", "kind", "subject", "version", "expires_at") values ($1, $2, $3, $4, $5)${returning}`,
    [rows[0].position, 'session', randomBytes(16).toString('hex'), 0, Date.now() + 3_600_000],
  );
  await client.query('commit');
}
