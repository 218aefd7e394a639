// The process that makes the load: autocannon, a number of requests, and every reply compared with the expected one.
import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';

const CONNECTIONS = 10;
const REQUESTS_PER_TOKEN = 100;
const TIMEOUT_SECONDS = 60;
/** How soon autocannon sees that it is through. */
const SAMPLE_MILLISECONDS = 20;

process.on('message', async ({ id, ask, ...details }) => {
  if (ask === 'stop') {
    process.disconnect();
    return;
  }
  try {
    process.send({ id, value: await run(details) });
  } catch (error) {
    process.send({ id, error: error instanceof Error ? error.message : String(error) });
  }
});

/**
 * Sends `amount` requests. Each token is good for a hundred of them; with fewer tokens they come around again.
 * Throws if one reply was not exactly `expected`, with status 200.
 */
async function run({ port, body, tokens, amount, expected }) {
  const started = performance.now();
  let ended = started;
  let answered = 0;
  let wrong;
  const headers = (index) => ({
    'content-type': 'application/json',
    authorization: `Bearer ${tokens[Math.floor(index / REQUESTS_PER_TOKEN) % tokens.length]}`,
  });
  const result = await autocannon({
    url: `http://127.0.0.1:${port}/graphql`,
    method: 'POST',
    body,
    headers: headers(0),
    amount,
    connections: Math.min(CONNECTIONS, amount),
    timeout: TIMEOUT_SECONDS,
    sampleInt: SAMPLE_MILLISECONDS,
    skipAggregateResult: true,
    verifyBody: (reply) => {
      if (reply === expected) return true;
      wrong ??= reply;
      return false;
    },
    setupClient: (client) => {
      let sent = 0;
      client.on('response', () => {
        answered += 1;
        ended = performance.now();
        const index = Math.floor(answered / REQUESTS_PER_TOKEN);
        // A request is built anew only for a new token.
        if (index !== sent && tokens.length > 1) client.setHeaders(headers(answered));
        sent = index;
      });
    },
  });
  const { errors, mismatches, non2xx } = result;
  if (errors + mismatches + non2xx > 0 || answered !== amount) {
    const counts = `${answered} of ${amount} answered, ${errors} failed, ${non2xx} without status 200, ${mismatches} other than expected`;
    throw new Error(`${counts}${wrong === undefined ? '' : `; the first of them: ${wrong.slice(0, 300)}`}`);
  }
  return { seconds: (ended - started) / 1000 };
}
