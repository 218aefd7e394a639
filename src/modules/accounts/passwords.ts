import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import type { Client } from '../../module/index.js';
import { networkOf } from '../../toolkit/client-network.js';
import { type BoundedPool, createBoundedPool } from './bounded-pool.js';
import { isTooLong, normalPassword } from './normal-password.js';

/** What one hash takes. */
export interface HashCost {
  /** KiB. */
  readonly memoryCost: number;
  /** Passes. */
  readonly timeCost: number;
  /** Lanes. */
  readonly parallelism: number;
}

// OWASP Password Storage Cheat Sheet, for argon2id, which is the library's default.
const COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const QUEUE = 256;
const WAIT_SECONDS = 10;
const SERVER = 'server';

/**
 * Hashes passwords with argon2id (RFC 9106), at most as many at once as there are cores. Clients take turns, by their
 * network; where there is none, it is the server itself.
 */
export interface Passwords {
  /** A PHC string of the password in NFKC. */
  hash(password: string, client: Client | undefined): Promise<string>;
  /** Does the same work for no hash at all, and for a wrong password, as for the right one. */
  verify(passwordHash: string | undefined, password: string, client: Client | undefined): Promise<Verified>;
  /** How many hashes are computed now, and how many wait. */
  load: BoundedPool['load'];
}

/** `outdated`: it is the right one, and a hash of it would be made otherwise today. */
export type Verified = 'current' | 'outdated' | false;

/** Runs the hash that it is given, and gives what comes of it. */
export type AroundHash = <T>(hash: () => Promise<T>) => Promise<T>;

/** `around` runs each hash that is computed, be it to make or to verify one. */
export function createPasswords(
  randomBytes: (size: number) => Buffer,
  around: AroundHash = (hash) => hash(),
  cost: HashCost = COST,
): Passwords {
  const prefix = prefixOf(cost);
  const pool = createBoundedPool({ size: availableParallelism(), queue: QUEUE, waitSeconds: WAIT_SECONDS });
  const nobodys = nobodysHash(prefix, randomBytes);
  const run = <T>(client: Client | undefined, task: () => Promise<T>): Promise<T> =>
    pool.run(client ? networkOf(client) : SERVER, () => around(task));
  return Object.freeze({
    load: pool.load,
    hash: (password: string, client: Client | undefined) =>
      run(client, () => hash(normalPassword(password), { ...cost, salt: randomBytes(SALT_BYTES) })),
    verify: async (passwordHash: string | undefined, password: string, client: Client | undefined) => {
      const [hashed, typed] = isTooLong(password) ? [nobodys, ''] : [passwordHash ?? nobodys, password];
      const normal = normalPassword(typed);
      let verified: Verified = false;
      // As it was typed is what was hashed before. Both are tried, whatever comes of the first.
      for (const spelling of new Set([normal, typed])) {
        const matches = await run(client, () => verify(hashed, spelling));
        if (!matches || hashed !== passwordHash || verified) continue;
        verified = spelling === normal && hashed.startsWith(prefix) ? 'current' : 'outdated';
      }
      return verified;
    },
  } satisfies Passwords);
}

/** How a hash of this cost begins, of version 1.3 of argon2 (RFC 9106 §3.1). */
function prefixOf({ memoryCost, timeCost, parallelism }: HashCost): string {
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`;
}

/** A hash of no password. */
function nobodysHash(prefix: string, randomBytes: (size: number) => Buffer): string {
  const parts = [SALT_BYTES, HASH_BYTES].map((size) => randomBytes(size).toString('base64').replaceAll('=', ''));
  return `${prefix}${parts.join('$')}`;
}
