import { setTimeout as sleep } from 'node:timers/promises';
import { openClient } from './client.mjs';
import { median, round } from './numbers.mjs';
import { createPlace } from './places.mjs';
import { seed } from './seed.mjs';
import { environmentOf, startServer } from './server.mjs';

const QUESTION = JSON.stringify({ query: '{ __typename }' });

/** `node dist/main.js` on an embedded database that has data, to its first answer; and then idle. */
export async function start({ quick }) {
  const place = await createPlace('sqlite');
  try {
    const env = { ...environmentOf(place), NODE_ENV: 'development', LOG_LEVEL: 'info' };
    await (await startServer(env)).stop();
    await seed(place, 1000);
    const runs = [];
    for (let times = 0; times < (quick ? 5 : 9); times += 1) runs.push(await once(env));
    const of = (name) => median(runs.map((run) => run[name]));
    return [
      {
        name: 'node dist/main.js to the first answer, s of CPU',
        figure: round(of('cpuSeconds')),
        bar: 1.2,
        more: { seconds: round(of('seconds')) },
      },
      { name: 'resident memory idle, MB', figure: round(of('idleMegabytes'), 0), bar: 130 },
    ];
  } finally {
    await place.remove();
  }
}

async function once(env) {
  const begin = performance.now();
  const server = await startServer(env);
  const client = await openClient(server.port);
  await client.send(QUESTION);
  const seconds = (performance.now() - begin) / 1000;
  const cpuSeconds = (await server.cpu()) / 1e6;
  client.close();
  await sleep(3000);
  const { memory } = await server.ask('usage');
  await server.stop();
  return { seconds, cpuSeconds, idleMegabytes: memory.rss / 1e6 };
}
