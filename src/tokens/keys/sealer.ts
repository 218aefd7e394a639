import { createCipheriv, createDecipheriv } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * How a text was sealed: `v2` under a key derived from the master key for one use; `v1`, which is opened and not made
 * any more, under the master key itself.
 */
export type SealVersion = 'v1' | 'v2';

/** Seals texts of one use by AES-256-GCM. What one use sealed, no other opens. */
export interface Sealer {
  /** `context` is authenticated with it, so that a sealed text cannot be moved elsewhere. */
  seal(plaintext: string, context: string): string;
  /** The plaintext; undefined if no key of ours made it, or if it or its context was changed. */
  open(sealed: string, context: string): string | undefined;
  /** The number of the master key that it says it was sealed under. */
  sealedUnder(sealed: string): number | undefined;
  /** False if `seal` would use another key now: that of a newer master key, or one for this use alone. */
  isCurrent(sealed: string): boolean;
}

export interface SealerOptions {
  /** The number of the master key that seals. */
  readonly current: number;
  /** The key that such a text needs; undefined if there is none. */
  readonly keyOf: (version: SealVersion, number: number) => Buffer | undefined;
  readonly randomBytes: (size: number) => Buffer;
}

export function createSealer({ current, keyOf, randomBytes }: SealerOptions): Sealer {
  const key = keyOf('v2', current);
  if (key === undefined) throw new TypeError('The current master key is missing.');
  return Object.freeze({
    seal: (plaintext, context) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return spell({ version: 'v2', number: current, iv, body });
    },
    open: (sealed, context) => {
      const parts = parse(sealed);
      const opener = parts && keyOf(parts.version, parts.number);
      return opener && decrypt(opener, parts, context);
    },
    sealedUnder: (sealed) => readHead(sealed)?.number,
    isCurrent: (sealed) => {
      const head = readHead(sealed);
      return head?.version === 'v2' && head.number === current;
    },
  } satisfies Sealer);
}

interface Head {
  readonly version: SealVersion;
  /** Of the master key. */
  readonly number: number;
}

interface Sealed extends Head {
  readonly iv: Buffer;
  /** The ciphertext, and the tag at its end. */
  readonly body: Buffer;
}

function readHead(sealed: string): Head | undefined {
  const [, version, number] = /^(v[12])\.(\d{1,10})\./.exec(sealed) ?? [];
  return version === undefined ? undefined : { version: version === 'v1' ? 'v1' : 'v2', number: Number(number) };
}

/** There is one way to write it; what is written otherwise is not opened. */
function parse(sealed: string): Sealed | undefined {
  const head = readHead(sealed);
  const [, , iv = '', body = ''] = sealed.split('.');
  const parts = head && { ...head, iv: Buffer.from(iv, 'base64url'), body: Buffer.from(body, 'base64url') };
  return parts && spell(parts) === sealed ? parts : undefined;
}

function spell({ version, number, iv, body }: Sealed): string {
  return [version, number, iv.toString('base64url'), body.toString('base64url')].join('.');
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
