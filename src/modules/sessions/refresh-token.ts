import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MasterKeys } from '../../tokens/index.js';

/** What a refresh token says: it is number `counter` of this session. */
export interface RefreshTokenContent {
  /** 16 bytes in hexadecimal. */
  readonly sessionId: string;
  /** 32 bits. */
  readonly counter: number;
}

/**
 * Refresh tokens are derived, not stored: version, master key number, session id and counter, and an HMAC-SHA-256 over
 * all of it under a key of HKDF(master key, session id). A copy of the database cannot make one, and a forged or
 * damaged one is refused without asking the database.
 */
export interface RefreshTokens {
  encode(content: RefreshTokenContent): string;
  /** Undefined if it is not one of ours, to the letter. */
  decode(token: string): RefreshTokenContent | undefined;
}

const VERSION = 1;
const SESSION_ID_BYTES = 16;
const MAC_BYTES = 32;
// version (1), master key number (4), session id (16), counter (4)
const BODY_BYTES = 1 + 4 + SESSION_ID_BYTES + 4;
// A multiple of 3 bytes, so that base64url has no bits left over and each token one spelling.
const TOKEN_LENGTH = ((BODY_BYTES + MAC_BYTES) / 3) * 4;

export function createRefreshTokens(masterKeys: MasterKeys): RefreshTokens {
  const macOf = (body: Buffer) => {
    const key = masterKeys.derive(body.readUInt32BE(1), 'refresh', body.subarray(5, 5 + SESSION_ID_BYTES));
    return key && createHmac('sha256', key).update(body).digest();
  };
  return Object.freeze({
    encode: ({ sessionId, counter }: RefreshTokenContent) => {
      const body = Buffer.alloc(BODY_BYTES);
      body.writeUInt8(VERSION, 0);
      body.writeUInt32BE(masterKeys.current, 1);
      body.write(sessionId, 5, 'hex');
      body.writeUInt32BE(counter, 5 + SESSION_ID_BYTES);
      const mac = macOf(body);
      if (!mac) throw new TypeError('The current master key is missing.');
      return Buffer.concat([body, mac]).toString('base64url');
    },
    decode: (token: string) => {
      if (token.length !== TOKEN_LENGTH || !/^[\w-]+$/.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      const body = bytes.subarray(0, BODY_BYTES);
      const mac = body[0] === VERSION ? macOf(body) : undefined;
      if (!mac || !timingSafeEqual(mac, bytes.subarray(BODY_BYTES))) return undefined;
      return {
        sessionId: body.toString('hex', 5, 5 + SESSION_ID_BYTES),
        counter: body.readUInt32BE(5 + SESSION_ID_BYTES),
      };
    },
  });
}
