import { setTimeout as sleep } from 'node:timers/promises';
import { openClient } from '../growth/client.mjs';

const ME = JSON.stringify({ query: '{ me { id } }' });
/** Between two questions, so an observation is late by this and the time of one request at most. */
export const RESOLUTION_MILLISECONDS = 5;

/** Asks one instance with a token again and again, until it is refused: over one connection for each that it watches. */
export function openWatcher({ port }) {
  const clients = [];
  return {
    /** The time of the first refusal. */
    watch: async (token) => {
      const client = clients.pop() ?? (await openClient(port));
      while (!(await client.send(ME, token)).body.includes('TOKEN_REVOKED')) await sleep(RESOLUTION_MILLISECONDS);
      clients.push(client);
      return performance.now();
    },
    close: () => {
      for (const client of clients) client.close();
    },
  };
}
