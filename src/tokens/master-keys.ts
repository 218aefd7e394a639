import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

export const MASTER_KEY_BYTES = 32;

const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/**
 * The keys of `MASTER_KEY`: the first seals and derives, all of them open. Each is known by its number, four bytes
 * derived from it, so that what was made under an older key says which one it needs.
 */
export interface MasterKeys {
  /** The number of the key that seals and derives now. */
  readonly current: number;
  /** The numbers of all of them, the current one first. */
  readonly numbers: readonly number[];
  /** AES-256-GCM; `context` is authenticated with it, so that a sealed text cannot be moved elsewhere. */
  seal(plaintext: string, context: string): string;
  /** The number of the master key that it says it was sealed under. */
  sealedUnder(sealed: string): number | undefined;
  /** The plaintext; undefined if no key of ours made it, or if it or its context was changed. */
  open(sealed: string, context: string): string | undefined;
  /** 32 bytes by HKDF-SHA-256 (RFC 5869) for one purpose and one id; undefined if there is no key of that number. */
  derive(number: number, purpose: string, id: Uint8Array): Buffer | undefined;
}

/** `keys`: at least one, each of 32 bytes. */
export function createMasterKeys(keys: readonly Buffer[], randomBytes: (size: number) => Buffer): MasterKeys {
  const [first] = keys;
  if (first === undefined || keys.some((key) => key.length !== MASTER_KEY_BYTES)) {
    throw new TypeError(`Each master key must have ${MASTER_KEY_BYTES} bytes, and there must be one at least.`);
  }
  const byNumber = new Map(keys.map((key) => [numberOf(key), key]));
  const current = numberOf(first);
  return Object.freeze({
    current,
    numbers: Object.freeze([...byNumber.keys()]),
    sealedUnder: (sealed: string) => {
      const [, number] = /^v1\.(\d{1,10})\./.exec(sealed) ?? [];
      return number === undefined ? undefined : Number(number);
    },
    seal: (plaintext: string, context: string) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', first, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return spell({ number: current, iv, body });
    },
    open: (sealed: string, context: string) => {
      const [, number, iv = '', body = ''] = sealed.split('.');
      const parts = { number: Number(number), iv: Buffer.from(iv, 'base64url'), body: Buffer.from(body, 'base64url') };
      const key = byNumber.get(parts.number);
      return key && spell(parts) === sealed ? decrypt(key, parts, context) : undefined;
    },
    derive: (number: number, purpose: string, id: Uint8Array) => {
      const key = byNumber.get(number);
      return key && Buffer.from(hkdfSync('sha256', key, id, `portcullis ${purpose}`, 32));
    },
  });
}

interface Sealed {
  /** Of the master key. */
  readonly number: number;
  readonly iv: Buffer;
  /** The ciphertext, and the tag at its end. */
  readonly body: Buffer;
}

/** The one way to write it; what is written otherwise is not opened. */
function spell({ number, iv, body }: Sealed): string {
  return [VERSION, number, iv.toString('base64url'), body.toString('base64url')].join('.');
}

function decrypt(key: Buffer, { iv, body }: Sealed, context: string): string | undefined {
  if (iv.length !== IV_BYTES || body.length < TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(context))
      .setAuthTag(body.subarray(-TAG_BYTES));
    return decipher.update(body.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

function numberOf(key: Buffer): number {
  return createHmac('sha256', key).update('portcullis master key number').digest().readUInt32BE(0);
}
