import type { ForeignAlgorithm } from '../jws/algorithms.js';
import { fetchJson } from './fetch-json.js';
import type { IssuerKeys } from './issuer-keys.js';
import { isFor, type RemoteKey, readJwks } from './read-jwks.js';

export interface RemoteKeysOptions {
  /** Where the keys are. Asked at each refresh. */
  readonly findJwksUri: () => Promise<string>;
  /** Milliseconds that only go forward. */
  readonly uptime: () => number;
  /** Told why the keys cannot be had, and once of each that nobody should verify with. */
  readonly onFailure: (error: unknown) => void;
  /** Runs each fetch. */
  readonly aroundFetch: AroundFetch;
}

/** Runs the fetch that it is given, and gives what comes of it. */
export type AroundFetch = <T>(fetch: () => Promise<T>) => Promise<T>;

const COOL_DOWN_MILLISECONDS = 30_000;
const KEEP_MILLISECONDS = 24 * 3_600_000;

/** The public keys that another issuer publishes. */
export function createRemoteKeys({
  findJwksUri,
  uptime,
  onFailure,
  aroundFetch,
}: RemoteKeysOptions): IssuerKeys<RemoteKey> {
  let keys: readonly RemoteKey[] = [];
  let told: readonly string[] = [];
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let pending: Promise<void> | undefined;

  const load = async () => {
    try {
      const { jwksUri, read } = await aroundFetch(async () => {
        const jwksUri = await findJwksUri();
        return { jwksUri, read: await readJwks(await fetchJson(jwksUri)) };
      });
      for (const problem of read.problems) {
        if (!told.includes(problem)) onFailure(new TypeError(`${jwksUri}: ${problem}`));
      }
      [keys, told, fetchedAt] = [read.keys, read.problems, uptime()];
    } catch (error) {
      onFailure(error);
    } finally {
      pending = undefined;
    }
  };
  const isCurrent = () => uptime() - fetchedAt <= KEEP_MILLISECONDS;
  return Object.freeze({
    find: (kid, algorithm) => (isCurrent() ? named(keys, kid, algorithm) : []),
    has: (key) => isCurrent() && keys.includes(key),
    isCurrent,
    refresh: async () => {
      if (pending) return pending;
      if (uptime() - triedAt < COOL_DOWN_MILLISECONDS) return;
      triedAt = uptime();
      pending = load();
      await pending;
    },
  } satisfies IssuerKeys<RemoteKey>);
}

function named(keys: readonly RemoteKey[], kid: string | undefined, algorithm: ForeignAlgorithm): readonly RemoteKey[] {
  const usable = keys.filter((key) => isFor(key, algorithm));
  if (kid === undefined) return usable.length === 1 ? usable : [];
  const [only, ...others] = keys;
  const isNameless = only?.kid === undefined && others.length === 0;
  return isNameless ? usable : usable.filter((key) => key.kid === kid);
}
