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
const CONNECTIONS = 10;
/** Ten requests at a time can keep a slow server so busy that it finds its other connections idle, and closes them. */
const CONNECTIONS_IF_SLOW = 2;
const SLOW_REQUESTS_PER_SECOND = 100;
const ATTEMPTS = 3;

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

  const send = async (workload, amount, isFresh, attempts = ATTEMPTS) => {
    const expected = replies.get(workload);
    const isSlow = (rates.get(workload) ?? 0) < SLOW_REQUESTS_PER_SECOND;
    const connections = isSlow ? CONNECTIONS_IF_SLOW : CONNECTIONS;
    // Never used before, nor again: no cache can have one of them.
    const fresh = isFresh ? await mint(Math.ceil(amount / REQUESTS_PER_TOKEN)) : [oneToken];
    const request = { port, body: requestBody(workload), tokens: fresh, amount, connections, expected };
    const before = await child.ask('cpu');
    const { seconds, unanswered } = await load.ask('run', request).catch((error) => {
      throw new Error(`${server}, ${workload}: ${error.message}`);
    });
    const after = await child.ask('cpu');
    if (unanswered > 0 && attempts > 1) return send(workload, amount, isFresh, attempts - 1);
    if (unanswered > 0) throw new Error(`${server}, ${workload}: ${unanswered} of ${amount} requests got no answer.`);
    rates.set(workload, amount / seconds);
    return { cpuMicrosPerRequest: (after - before) / amount, requestsPerSecond: amount / seconds };
  };
  const amountFor = (workload, seconds) => Math.max(MIN_REQUESTS, Math.round(rates.get(workload) * seconds));

  return Object.freeze({
    server,
    /**
     * Checks the answer, then sends ever more requests, until the server spent so many seconds of CPU time on them; or
     * four times as long passed, on a machine that has not got them.
     */
    warmUp: async (workload, seconds) => {
      replies.set(workload, await checkedReply({ server, workload, port, token: oneToken }));
      const enough = (await child.ask('cpu')) + seconds * 1e6;
      const end = Date.now() + seconds * 4000;
      let amount = FIRST_BATCH;
      while (Date.now() < end && (await child.ask('cpu')) < enough) {
        await send(workload, amount, true);
        amount = Math.min(amount * 2, amountFor(workload, seconds / 4));
      }
    },
    measure: async (workload, { seconds, warmUpSeconds, isFresh }) => {
      await send(workload, amountFor(workload, warmUpSeconds), isFresh);
      return send(workload, amountFor(workload, seconds), isFresh);
    },
    stop: child.stop,
  });
}
