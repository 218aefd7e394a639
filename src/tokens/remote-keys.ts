import type { KeyObject } from 'node:crypto';
import { fetchJson } from './fetch-json.js';
import { isFor, type RemoteKey, readJwks } from './read-jwks.js';
import type { ForeignAlgorithm } from './trusted-issuer.js';

/** The public keys of another issuer, in memory. */
export interface RemoteKeys {
  /** The keys of that exact id that this algorithm can use; mostly one, or none. */
  find(kid: string, algorithm: ForeignAlgorithm): readonly KeyObject[];
  /** True if that very object is one of the keys of that id. */
  has(kid: string, publicKey: KeyObject): boolean;
  /** False if there never were keys, or none for 24 h. */
  isCurrent(): boolean;
  /** Fetches the keys, unless that was tried less than 30 s ago. Never rejects; what fails leaves the last good keys. */
  refresh(): Promise<void>;
}

export interface RemoteKeysOptions {
  readonly jwksUri: string;
  /** Milliseconds that only go forward. */
  readonly uptime: () => number;
  /** Told why the keys cannot be had, and once of each that nobody should verify with. */
  readonly onFailure: (error: unknown) => void;
}

const COOL_DOWN_MILLISECONDS = 30_000;
const KEEP_MILLISECONDS = 24 * 3_600_000;

export function createRemoteKeys({ jwksUri, uptime, onFailure }: RemoteKeysOptions): RemoteKeys {
  let keys: ReadonlyMap<string, readonly RemoteKey[]> = new Map();
  let told: readonly string[] = [];
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let pending: Promise<void> | undefined;

  const load = async () => {
    try {
      const read = await readJwks(await fetchJson(jwksUri));
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
    find: (kid, algorithm) =>
      isCurrent() ? (keys.get(kid) ?? []).filter((key) => isFor(key, algorithm)).map(({ publicKey }) => publicKey) : [],
    has: (kid, publicKey) => isCurrent() && (keys.get(kid) ?? []).some((key) => key.publicKey === publicKey),
    isCurrent,
    refresh: async () => {
      if (pending) return pending;
      if (uptime() - triedAt < COOL_DOWN_MILLISECONDS) return;
      triedAt = uptime();
      pending = load();
      await pending;
    },
  } satisfies RemoteKeys);
}
