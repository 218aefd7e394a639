import type { Algorithm } from '../jws/algorithms.js';
import type { StoredKey } from './key-store.js';

/** How long a new key is published before it signs: others may keep the JWK Set for 5 minutes (`max-age=300`). */
export const ANNOUNCE_MILLISECONDS = 600_000;

/** How long a note that a key signs holds. Instances write one each minute; two may get lost. */
const NOTE_HOLDS_MILLISECONDS = 180_000;

/** Where a key is in its life. Every time is the first millisecond at which the state is over, or began. */
export type KeyState =
  | { readonly name: 'pending'; readonly until: number }
  | { readonly name: 'signing' }
  /** It signs no more; after `until` none of its tokens can be accepted any more. */
  | { readonly name: 'verifying'; readonly until: number }
  | { readonly name: 'retired'; readonly since: number };

/**
 * The key to sign with: the newest activated one of the algorithm. All instances agree on it, because each looks at the
 * same keys. While the algorithm has none, because it is new here, what signed last under another algorithm goes on:
 * that one is known to every instance and to every cache. With nothing activated, as by a clock that is behind, the
 * next in line.
 */
export function findSigningKey(keys: readonly StoredKey[], algorithm: Algorithm, now: number): StoredKey | undefined {
  const signers = signersOf(keys, now);
  const waiting = keys.filter((key) => key.retiredAt === null && key.activatesAt > now);
  return (
    signers.find((key) => key.algorithm === algorithm) ??
    signers.toSorted((a, b) => (b.lastSignedAt ?? 0) - (a.lastSignedAt ?? 0) || order(b, a))[0] ??
    waiting.toSorted(order)[0]
  );
}

/** The newest activated key of each algorithm, where it is not retired. Who stopped never signs again. */
export function signersOf(keys: readonly StoredKey[], now: number): readonly StoredKey[] {
  const newest = new Map<Algorithm, StoredKey>();
  for (const key of keys) {
    const other = newest.get(key.algorithm);
    if (cameToSign(key, now) && !(other && order(other, key) > 0)) newest.set(key.algorithm, key);
  }
  return [...newest.values()].filter(({ retiredAt }) => retiredAt === null);
}

/** A key of the algorithm that waits to sign. */
export function findPendingKey(keys: readonly StoredKey[], algorithm: Algorithm, now: number): StoredKey | undefined {
  return keys.find((key) => key.algorithm === algorithm && key.retiredAt === null && key.activatesAt > now);
}

export interface StateOptions {
  readonly keys: readonly StoredKey[];
  /** The key that this instance would sign with. */
  readonly signingKid: string | undefined;
  readonly now: number;
  /** How long a token can be accepted after it was signed. */
  readonly acceptedMilliseconds: number;
}

export function stateOf(key: StoredKey, { keys, signingKid, now, acceptedMilliseconds }: StateOptions): KeyState {
  if (key.retiredAt !== null) return { name: 'retired', since: key.retiredAt };
  if (key.kid === signingKid) return { name: 'signing' };
  if (key.activatesAt > now) return { name: 'pending', until: key.activatesAt };
  const stoppedAt = stoppedSigningAt(key, keys, now);
  return stoppedAt > now ? { name: 'signing' } : { name: 'verifying', until: stoppedAt + acceptedMilliseconds };
}

/**
 * When its successor took over, exactly. Without one it stopped because TOKEN_ALGORITHM was changed, which each instance
 * does in its own time: so it counts when one of them was last seen to sign with it.
 */
function stoppedSigningAt(key: StoredKey, keys: readonly StoredKey[], now: number): number {
  const successor = successorOf(key, keys, now);
  const seenAt = Math.max(key.lastSignedAt ?? 0, key.activatesAt);
  if (successor && seenAt <= successor.activatesAt) return successor.activatesAt;
  return seenAt + NOTE_HOLDS_MILLISECONDS;
}

/** The next key of the algorithm that came to sign, even if it was retired since. */
function successorOf(key: StoredKey, keys: readonly StoredKey[], now: number): StoredKey | undefined {
  return keys
    .filter((other) => other.algorithm === key.algorithm && order(other, key) > 0 && cameToSign(other, now))
    .toSorted(order)[0];
}

function cameToSign({ activatesAt, retiredAt }: StoredKey, now: number): boolean {
  return activatesAt <= Math.min(now, retiredAt ?? now);
}

/** In the order in which they come to sign. */
function order(a: StoredKey, b: StoredKey): number {
  return a.activatesAt - b.activatesAt || a.createdAt - b.createdAt || (a.kid < b.kid ? -1 : Number(a.kid > b.kid));
}
