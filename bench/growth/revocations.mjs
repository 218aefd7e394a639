import { setTimeout as sleep } from 'node:timers/promises';
import { openClient } from './client.mjs';
import { inTurns, median, round } from './numbers.mjs';
import { createPlace, withPostgres } from './places.mjs';
import { accessTokenOf, SMALL, smallCost } from './requests.mjs';
import { seed, sessionIdOf } from './seed.mjs';
import { environmentOf, startServer } from './server.mjs';

const HOUR = 3_600_000;
const SESSIONS = 1000;

/** What so many live revocations take, on PostgreSQL, and that they are gone when they have expired. */
export async function revocations({ quick }) {
  const places = [await createPlace('postgres'), await createPlace('postgres')];
  try {
    for (const place of places) {
      await (await startServer(environmentOf(place))).stop();
      await seed(place, SESSIONS);
    }
    const rows = [];
    const counts = quick ? [1000, 10_000] : [1000, 1_000_000];
    for (const count of counts) rows.push(...(await cost(places, count, { quick, last: count === counts.at(-1) })));
    return rows;
  } finally {
    for (const place of places) await place.remove();
  }
}

let nextSession = 1;

async function cost([plain, place], count, { quick, last }) {
  const name = `${count.toLocaleString('en')} live revocations`;
  const without = await open(plain);
  const revoked = await open(place);
  const before = await revoked.server.ask('memory');
  await revoked.server.ask('delayStart');
  await append(place, count, Date.now() + HOUR);
  const readSeconds = await refusedAfter(revoked);
  const reading = await revoked.server.ask('delayStop');
  const read = await revoked.server.ask('memory');
  await revoked.close();

  // One that starts with them, as after a deployment.
  const startSeconds = async (where) => {
    const begin = performance.now();
    const server = await startServer(environmentOf(where));
    const seconds = (performance.now() - begin) / 1000;
    await server.stop();
    return seconds;
  };
  const starts = { with: [], without: [] };
  for (let times = 0; times < 3; times += 1) {
    starts.with.push(await startSeconds(place));
    starts.without.push(await startSeconds(plain));
  }

  const loaded = await open(place);
  const after = await loaded.server.ask('memory');
  const baseline = await without.server.ask('memory');
  const requests = quick ? 300 : 1000;
  const { of, ratio } = await inTurns(quick ? 5 : 15, {
    with: () => smallCost(loaded.server, loaded.client, loaded.token, requests),
    without: () => smallCost(without.server, without.client, without.token, requests),
  });
  await loaded.close();
  // It takes a minute, and says nothing of a few.
  const expiry = last ? await expire(place, count, baseline) : [];
  await without.close();
  return [
    {
      name: `MB that ${name} add`,
      figure: round((read.rss - before.rss) / 1e6, 0),
      bar: 160,
      more: {
        heap: round((read.heapUsed - before.heapUsed) / 1e6, 0),
        ofOneStartedWithThem: round(after.rss / 1e6, 0),
      },
    },
    {
      name: `small with ${name} / without, CPU`,
      figure: round(ratio('with', 'without'), 3),
      bar: 1.05,
      more: { with: round(of('with'), 1), without: round(of('without'), 1) },
    },
    {
      name: `s of a start with ${name}`,
      figure: round(median(starts.with)),
      more: { without: round(median(starts.without)) },
    },
    {
      name: `s until ${name} that others made are refused`,
      figure: round(readSeconds),
      more: { delayP99: round(reading.p99, 1), delayMax: round(reading.max, 1) },
    },
    ...expiry.map((row) => ({ ...row, name: `${row.name}, ${name}` })),
  ];
}

/** A server, and somebody who is signed in. */
async function open(place) {
  const server = await startServer(environmentOf(place));
  const client = await openClient(server.port);
  const number = nextSession;
  nextSession += 1;
  const token = await accessTokenOf(client, number);
  for (let times = 0; times < 500; times += 1) await client.send(SMALL, token);
  return {
    ...{ place, server, client, number, token },
    close: async () => {
      client.close();
      await server.stop();
    },
  };
}

/** At the end of the feed, in one transaction. */
async function append({ url }, count, expiresAt) {
  await withPostgres(url, async (client) => {
    await client.query('begin');
    const { rows } = await client.query(
      `update revocation_feed set position = position + ${count} where id = 'last' returning position`,
    );
    const first = Number(rows[0].position) - count;
    await client.query(`
      insert into revocations (position, kind, subject, version, expires_at)
      select ${first} + n, 'session', md5('revoked ' || n), 0, ${expiresAt} + n % 1000 from generate_series(1, ${count}) n`);
    await client.query('commit');
    await client.query('vacuum analyze revocations');
  });
}

/** Revokes the session of the one who asks, behind all the others; seconds until he is refused. */
async function refusedAfter({ place, client, token, number }) {
  const begin = performance.now();
  await withPostgres(place.url, async (database) => {
    await database.query('begin');
    const { rows } = await database.query(
      `update revocation_feed set position = position + 1 where id = 'last' returning position`,
    );
    await database.query(`insert into revocations values ($1, 'session', $2, 0, $3)`, [
      rows[0].position,
      sessionIdOf(number),
      Date.now() + HOUR,
    ]);
    await database.query('commit');
  });
  while (!(await client.send(SMALL, token)).body.includes('TOKEN_REVOKED')) await sleep(5);
  return (performance.now() - begin) / 1000;
}

/** Lets all of them expire at once, in a server that holds them. */
async function expire(place, count, baseline) {
  await withPostgres(place.url, (client) =>
    client.query(`update revocations set expires_at = ${Date.now() + 8000} + position % 1000`),
  );
  const { server, client, close } = await open(place);
  const held = await server.ask('memory');
  await server.ask('delayStart');
  const left = () =>
    withPostgres(place.url, async (database) => {
      const { rows } = await database.query('select 1 from revocations limit 1');
      return rows.length;
    });
  // The server clears up once a minute.
  for (const end = performance.now() + 300_000; (await left()) > 0; await sleep(500)) {
    if (performance.now() > end) throw new Error(`${count} revocations did not go.`);
  }
  const delay = await server.ask('delayStop');
  const after = await server.ask('memory');
  client.close();
  await close();
  return [
    {
      name: 'event-loop delay while they are forgotten at once, p99, ms',
      figure: round(delay.p99, 1),
      bar: 25,
      more: { max: round(delay.max, 1) },
    },
    {
      name: 'MB of heap left when they have expired, above the start',
      figure: round((after.heapUsed - baseline.heapUsed) / 1e6, 1),
      bar: 5,
      more: {
        held: round((held.heapUsed - baseline.heapUsed) / 1e6, 1),
        residentLeft: round((after.rss - baseline.rss) / 1e6, 0),
      },
    },
  ];
}
