import { createHmac, hkdfSync } from 'node:crypto';
import { createSealer, type Sealer } from './sealer.js';

export const MASTER_KEY_BYTES = 32;

/** The use whose texts were sealed under the master key itself before each use had a key of its own. */
export const SIGNING_KEYS = 'signing-keys';

/**
 * The keys of `MASTER_KEY`: the first seals and derives, all of them open. Nothing is encrypted or signed with a master
 * key itself: each use has a key of its own, derived by HKDF-SHA-256 (RFC 5869), so that no use can harm another. Each
 * master key is known by its number, four bytes of an HMAC of it, so that what was made under an older one says which
 * one it needs.
 */
export interface MasterKeys {
  /** The number of the key that seals and derives now. */
  readonly current: number;
  /** The numbers of all of them, the current one first. */
  readonly numbers: readonly number[];
  /** What seals the texts of this use: `signing-keys`, `mail`. The same object each time. */
  sealer(use: string): Sealer;
  /** 32 bytes for one purpose and one id; undefined if there is no key of that number. */
  derive(number: number, purpose: string, id: Uint8Array): Buffer | undefined;
}

/** `keys`: at least one, each of 32 bytes. */
export function createMasterKeys(keys: readonly Buffer[], randomBytes: (size: number) => Buffer): MasterKeys {
  const [first] = keys;
  if (first === undefined || keys.some((key) => key.length !== MASTER_KEY_BYTES)) {
    throw new TypeError(`There must be at least one master key, and each must have ${MASTER_KEY_BYTES} bytes.`);
  }
  const byNumber = new Map(keys.map((key) => [numberOf(key), key]));
  const current = numberOf(first);
  const makeSealer = (use: string) => {
    const derived = new Map([...byNumber].map(([number, key]) => [number, sealingKey(key, use)]));
    return createSealer({
      current,
      keyOf: (version, number) => {
        if (version === 'v2') return derived.get(number);
        return use === SIGNING_KEYS ? byNumber.get(number) : undefined;
      },
      randomBytes,
    });
  };
  const sealers = new Map<string, Sealer>();
  return Object.freeze({
    current,
    numbers: Object.freeze([...byNumber.keys()]),
    sealer: (use: string) => {
      const sealer = sealers.get(use) ?? makeSealer(use);
      sealers.set(use, sealer);
      return sealer;
    },
    derive: (number: number, purpose: string, id: Uint8Array) => {
      const key = byNumber.get(number);
      return key && hkdf(key, id, `portcullis ${purpose}`);
    },
  });
}

/** `portcullis/` and `portcullis `: no purpose of `derive` is ever spelt like a use of `sealer`. */
function sealingKey(key: Buffer, use: string): Buffer {
  return hkdf(key, Buffer.alloc(0), `portcullis/seal ${use}`);
}

function hkdf(key: Buffer, salt: Uint8Array, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, 32));
}

function numberOf(key: Buffer): number {
  return createHmac('sha256', key).update('portcullis master key number').digest().readUInt32BE(0);
}
