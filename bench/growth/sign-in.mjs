import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hash } from '@node-rs/argon2';
import { dataOf, hammer, openClient } from './client.mjs';
import { inTurns, round } from './numbers.mjs';
import { createPlace } from './places.mjs';
import { accessTokenOf, loginRequest, PASSWORD, SMALL } from './requests.mjs';
import { seed } from './seed.mjs';
import { environmentOf, startServer } from './server.mjs';

const HASHES = fileURLToPath(new URL('./hashes.mjs', import.meta.url));
const PARALLEL = 64;

/** Sign-ins over HTTP against bare hashes, and what others notice of them. */
export async function signIn({ quick }) {
  const rounds = quick ? 5 : 9;
  const count = PARALLEL * (quick ? 1 : 4);
  const place = await createPlace('sqlite');
  try {
    await (await startServer(environmentOf(place))).stop();
    const passwordHash = await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await seed(place, (rounds + 3) * count + 10, passwordHash);
    const server = await startServer(environmentOf(place));
    const clients = await Promise.all(Array.from({ length: PARALLEL }, () => openClient(server.port)));
    let user = 10;
    const signInAll = () =>
      hammer(PARALLEL, count, async (worker) => {
        dataOf(await clients[worker].send(loginRequest(user++)));
      });
    const bare = await startHashes(passwordHash);
    const perSecond = (milliseconds) => (count / milliseconds) * 1000;
    await signInAll();
    const { of, ratio } = await inTurns(rounds, {
      signIns: async () => perSecond(await signInAll()),
      hashes: async () => perSecond(await bare.run({ parallel: PARALLEL, count, password: PASSWORD })),
    });
    bare.stop();
    const noticed = await others(server, signInAll);
    for (const client of clients) client.close();
    await server.stop();
    return [
      {
        name: `sign-ins a second / bare hashes a second, ${PARALLEL} at once`,
        figure: round(ratio('signIns', 'hashes')),
        bar: 0.9,
        atLeast: true,
        more: { signInsASecond: round(of('signIns'), 1), hashesASecond: round(of('hashes'), 1) },
      },
      ...noticed,
    ];
  } finally {
    await place.remove();
  }
}

/** Small queries of somebody who is signed in, one after the other, while many sign in. */
async function others(server, signInAll) {
  const client = await openClient(server.port);
  const token = await accessTokenOf(client, 0);
  let asked = 0;
  let answered = 0;
  let isOver = false;
  await server.ask('delayStart');
  const asking = (async () => {
    while (!isOver) {
      asked += 1;
      if (dataOf(await client.send(SMALL, token)).me) answered += 1;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  await signInAll();
  isOver = true;
  await asking;
  const delay = await server.ask('delayStop');
  client.close();
  return [
    {
      name: `event-loop delay during ${PARALLEL} sign-ins at once, p99, ms`,
      figure: round(delay.p99, 1),
      bar: 25,
      more: { p50: round(delay.p50, 1), max: round(delay.max, 1) },
    },
    {
      name: 'small queries answered meanwhile, share',
      figure: answered / asked,
      bar: 1,
      atLeast: true,
      more: { asked },
    },
  ];
}

async function startHashes(passwordHash) {
  const child = fork(HASHES, [passwordHash]);
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
