import type { ModuleDeps } from '../../module/index.js';
import { endSessionsAfter } from './store.js';

/** As many as are ended in a few milliseconds. */
const PAGE = 1000;

/**
 * Ends the sessions of everybody that are there by now, in steps, with one audit event. How many there were. Their
 * access tokens are good until they expire: whoever wants their end as well takes the keys out of use.
 */
export async function endEverySession({
  database,
  services,
  clock,
}: Pick<ModuleDeps, 'database' | 'services' | 'clock'>): Promise<number> {
  const now = clock();
  let ended = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const step = await endSessionsAfter(database.query, { after, now, limit: PAGE });
    ended += step.ended;
    after = step.last;
  }
  await database.transaction((tx) =>
    services.audit.record(tx, { type: 'SESSION_REVOKED', client: undefined, detail: `all of everybody: ${ended}` }),
  );
  return ended;
}
