// One server under measurement: its process, its tokens, and what a request costs it.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { requestBody } from '../workload/workloads.js';
import { checkedReply } from './check-reply.js';
import { startChild } from './child.js';

const HOST_FILE = fileURLToPath(new URL('../servers/host.js', import.meta.url));
const PROFILES = fileURLToPath(new URL('../results/profiles/', import.meta.url));
const REQUESTS_PER_TOKEN = 100;
const FIRST_BATCH = 20;
/** A slow server still gets so many. */
const MIN_REQUESTS = 20;

/**
 * Starts a server. `measure` sends requests for about so many seconds, and tells the CPU time of the server's process
 * for each, in microseconds, and how many it answered a second.
 */
export async function startSubject({ server, core, tokens, load, profile }) {
  if (profile) mkdirSync(PROFILES, { recursive: true });
  const child = startChild({
    file: HOST_FILE,
    core,
    nodeOptions: profile ? ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`, `--cpu-prof-name=${server}.cpuprofile`] : [],
    env: { NODE_ENV: 'production' },
  });
  const { port, mintsTokens } = await child
    .ask('start', { name: server, publicKeyPem: tokens.publicKeyPem })
    .catch(async (error) => {
      await child.stop();
      throw new Error(`${server} does not start. ${error.message}`);
    });
  const mint = mintsTokens ? (count) => child.ask('mint', { count }) : tokens.mint;
  const [oneToken] = await mint(1);
  const replies = new Map();
  const rates = new Map();

  const send = async (workload, amount, isFresh) => {
    // Never used before, nor again: no cache can have one of them.
    const fresh = isFresh ? await mint(Math.ceil(amount / REQUESTS_PER_TOKEN)) : [oneToken];
    const expected = replies.get(workload);
    const before = await child.ask('cpu');
    const { seconds } = await load.ask('run', { port, body: requestBody(workload), tokens: fresh, amount, expected });
    const after = await child.ask('cpu');
    rates.set(workload, amount / seconds);
    return { cpuMicrosPerRequest: (after - before) / amount, requestsPerSecond: amount / seconds };
  };
  const amountFor = (workload, seconds) => Math.max(MIN_REQUESTS, Math.round(rates.get(workload) * seconds));

  return Object.freeze({
    server,
    /** Checks the answer, then sends ever more requests, until the server had so many seconds of them. */
    warmUp: async (workload, seconds) => {
      replies.set(workload, await checkedReply({ server, workload, port, token: oneToken }));
      const end = Date.now() + seconds * 1000;
      for (
        let amount = FIRST_BATCH;
        Date.now() < end;
        amount = Math.min(amount * 2, amountFor(workload, seconds / 4))
      ) {
        await send(workload, amount, true);
      }
    },
    measure: async (workload, { seconds, warmUpSeconds, isFresh }) => {
      await send(workload, amountFor(workload, warmUpSeconds), isFresh);
      return send(workload, amountFor(workload, seconds), isFresh);
    },
    stop: child.stop,
  });
}
