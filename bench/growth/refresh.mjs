import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { dataOf, hammer, openClient } from './client.mjs';
import { inTurns, round } from './numbers.mjs';
import { createPlace } from './places.mjs';
import { refreshRequest } from './requests.mjs';
import { refreshTokenOf, seed } from './seed.mjs';
import { environmentOf, startServer } from './server.mjs';

const STATEMENTS = fileURLToPath(new URL('./statements.mjs', import.meta.url));
// As many as the server has connections.
const CONCURRENCY = 10;
const BARS = { postgres: { bar: 0.5, aim: 0.7 }, sqlite: { bar: 0.4, aim: 0.6 } };

/** `refresh` over HTTP, against its statements alone in a process of their own. */
export async function refresh({ quick }) {
  const rows = [];
  for (const engine of ['postgres', 'sqlite']) rows.push(...(await compare(engine, quick)));
  return rows;
}

async function compare(engine, quick) {
  const rounds = quick ? 6 : 10;
  const count = quick ? 300 : 1500;
  const place = await createPlace(engine);
  try {
    await (await startServer(environmentOf(place))).stop();
    await seed(place, (rounds + 1) * count * 2);
    const withEvent = await hasEvent(place);
    const server = await startServer(environmentOf(place));
    const alone = await startStatements(place);
    const clients = await Promise.all(Array.from({ length: CONCURRENCY }, () => openClient(server.port)));
    let first = 10;
    const take = () => {
      first += count;
      return first - count;
    };
    const sides = {
      http: async () => {
        let number = take();
        const milliseconds = await hammer(CONCURRENCY, count, async (worker) => {
          dataOf(await clients[worker].send(refreshRequest(refreshTokenOf(number++, 0))));
        });
        return (count / milliseconds) * 1000;
      },
      alone: async () => {
        const { milliseconds } = await alone.run({ first: take(), count, concurrency: CONCURRENCY, withEvent });
        return (count / milliseconds) * 1000;
      },
    };
    for (const warm of Object.values(sides)) await warm();
    const { of, ratio } = await inTurns(rounds - 1, sides);
    for (const client of clients) client.close();
    alone.stop();
    await server.stop();
    return [
      {
        name: `refresh a second / its statements alone, ${engine}`,
        figure: round(ratio('http', 'alone')),
        ...BARS[engine],
        atLeast: true,
        more: { refreshesASecond: round(of('http'), 0), statementsAlone: round(of('alone'), 0) },
      },
    ];
  } finally {
    await place.remove();
  }
}

/**
 * What is compared has to be the same: the statements of one refresh in the log of a server, and those run alone. True
 * if an audit event is among them.
 */
async function hasEvent(place) {
  const logged = [];
  const onLine = (line) => {
    const { msg, sql } = line.startsWith('{') ? JSON.parse(line) : {};
    if (msg === 'query') logged.push(sql);
  };
  const server = await startServer({ ...environmentOf(place), LOG_LEVEL: 'trace' }, { onLine });
  const client = await openClient(server.port);
  // Those that the server runs by itself, four times a second.
  const isOther = (sql) =>
    /revocations|signing_keys|key_version|^select 1/.test(sql) || !/sessions|users|begin|commit|audit/.test(sql);
  logged.length = 0;
  dataOf(await client.send(refreshRequest(refreshTokenOf(0, 0))));
  client.close();
  await server.stop();
  const alone = await startStatements(place);
  const withEvent = logged.some((sql) => sql.includes('"audit_events"'));
  const { texts } = await alone.run({ first: 1, count: 1, concurrency: 1, withEvent });
  alone.stop();
  const [ofServer, ofAlone] = [logged, texts].map((list) => list.filter((sql) => !isOther(sql)));
  if (ofServer.length === 0 || JSON.stringify(ofServer) !== JSON.stringify(ofAlone)) {
    throw new Error(
      `statements.mjs does not run what refresh runs:\n${ofServer.join('\n')}\n--\n${ofAlone.join('\n')}`,
    );
  }
  return withEvent;
}

async function startStatements({ dataDir, url }) {
  const child = fork(STATEMENTS, [dataDir, ...(url ? [url] : [])], { env: { ...process.env, NODE_ENV: 'production' } });
  const answer = () => new Promise((resolve) => child.once('message', resolve));
  await answer();
  return {
    run: (what) => {
      child.send(what);
      return answer();
    },
    stop: () => child.disconnect(),
  };
}
