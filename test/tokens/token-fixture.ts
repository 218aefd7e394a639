import { constants, createHmac, type KeyObject, randomBytes, sign } from 'node:crypto';
import { expect } from '@jest/globals';
import {
  type AccessTokenSubject,
  type Algorithm,
  createKeyManager,
  createKeyRing,
  createMasterKeys,
  createTokenIssuer,
  createVerifier,
  type KeyManager,
  type KeyManagerOptions,
  type KeyRing,
  type KeyRingOptions,
  type Refusal,
  type SigningKey,
  type Verification,
  type VerifierOptions,
} from '../../src/tokens/index.js';
import { createInMemoryKeyStore } from '../support/in-memory-key-store.js';

export const ISSUER = 'https://portcullis.test';
export const AUDIENCE = 'https://api.portcullis.test';
export const NOW_SECONDS = 1_800_000_000;
export const LIFETIME_SECONDS = 600;
export const TOLERANCE_SECONDS = 15;
export const ACCEPTED_SECONDS = 3600 + TOLERANCE_SECONDS;

export const clock = () => NOW_SECONDS * 1000;

export const subject: AccessTokenSubject = {
  subject: 'user-1',
  sessionId: 'session-1',
  version: 3,
  roles: ['ADMIN', 'EDITOR'],
  scopes: ['read:posts', 'write:posts'],
};

/** Claims that our verifier accepts when one of our keys signs them. */
export const goodClaims: Readonly<Record<string, unknown>> = {
  iss: ISSUER,
  sub: subject.subject,
  aud: AUDIENCE,
  iat: NOW_SECONDS,
  exp: NOW_SECONDS + LIFETIME_SECONDS,
  jti: 'token-1',
  sid: subject.sessionId,
  ver: subject.version,
  roles: subject.roles,
  scope: subject.scopes.join(' '),
};

/** The server under attack, and all that an attacker who has its keys could do with them. */
export interface Scene {
  readonly keys: KeyRing;
  readonly key: SigningKey;
  /** The header of our own tokens. */
  readonly header: Readonly<Record<string, unknown>>;
  /** A token of `createTokenIssuer`. */
  issue(): string;
  /** A token of any header and payload, with a true signature of our key. */
  forge(header: unknown, payload?: unknown): string;
  verify(token: string, changes?: Partial<VerifierOptions>): Verification;
}

/** What a ring and its manager are made with. */
export type KeyOptions = KeyRingOptions & Omit<KeyManagerOptions, 'ring'>;

export interface Keys {
  readonly ring: KeyRing;
  readonly manager: KeyManager;
}

export function keyOptions(algorithm: Algorithm): KeyOptions {
  return {
    store: createInMemoryKeyStore(),
    masterKeys: createMasterKeys([randomBytes(32)], randomBytes),
    algorithm,
    acceptedSeconds: ACCEPTED_SECONDS,
    rotationSeconds: 0,
    maxLagSeconds: 5,
    clock,
    uptime: () => 0,
    randomBytes,
  };
}

/** As an instance that has not started yet. */
export function createKeys(options: KeyOptions): Keys {
  const ring = createKeyRing(options);
  return { ring, manager: createKeyManager({ ...options, ring }) };
}

/** As an instance that has started: there is a key to sign with. */
export async function startKeys(options: KeyOptions): Promise<Keys> {
  const keys = createKeys(options);
  await keys.manager.upkeep();
  return keys;
}

export async function createScene(algorithm: Algorithm): Promise<Scene> {
  const { ring: keys } = await startKeys(keyOptions(algorithm));
  const key = keys.signingKey();
  const header = { alg: algorithm, typ: 'at+jwt', kid: key.kid };
  const names = { issuer: ISSUER, audience: AUDIENCE, clock };
  const issuer = createTokenIssuer({ ...names, keys, randomBytes });
  const options = {
    ...names,
    keys,
    revocations: { isRevoked: () => false, isCurrent: () => true },
    toleranceSeconds: TOLERANCE_SECONDS,
  };
  // As in a server, one for all tokens: its memory of tokens is large to make.
  const verifier = createVerifier(options);
  return {
    keys,
    key,
    header,
    issue: () => issuer.issue(subject, LIFETIME_SECONDS),
    forge: (head, payload = goodClaims) => compact(head, payload, signature(algorithm, key.privateKey)),
    verify: (token, changes) => (changes ? createVerifier({ ...options, ...changes }) : verifier).verify(token),
  };
}

type Sign = (input: string) => Buffer;

/** A JWS in compact form, made without jsonwebtoken. A part that is a string is taken as it is, anything else as JSON. */
export function compact(header: unknown, payload: unknown, signInput: Sign): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${signInput(input).toString('base64url')}`;
}

export function encode(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

export function signature(algorithm: Algorithm, key: KeyObject): Sign {
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  switch (algorithm) {
    case 'RS256':
      return (input) => sign('sha256', Buffer.from(input), key);
    case 'PS256':
      return (input) => sign('sha256', Buffer.from(input), { key, ...pss });
    case 'ES256':
      return (input) => sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
    case 'EdDSA':
      return (input) => sign(null, Buffer.from(input), key);
    case 'HS256':
      return (input) => createHmac('sha256', key).update(input).digest();
  }
}

export const hmac =
  (secret: string | Buffer, hash = 'sha256'): Sign =>
  (input) =>
    createHmac(hash, secret).update(input).digest();

/**
 * The exact reason, a detail in one line, and in it nothing that the token brought along. An invalid token is not
 * handed on; one that is ours, and has expired or was revoked, is.
 */
export function expectRefusal(result: Verification, reason: Refusal['reason'], token: string): void {
  const detail = expect.stringMatching(/^[\x20-\x7e]+\.$/);
  const ours = reason === 'TOKEN_INVALID' ? {} : { token: expect.objectContaining({ issuer: ISSUER }) };
  expect(result).toEqual({ refusal: { reason, detail, ...ours } });
  const said = 'refusal' in result ? result.refusal.detail : '';
  expect(partsOf(token).filter((part) => said.includes(part))).toEqual([]);
}

const PUBLIC_NAMES = [ISSUER, AUDIENCE, 'at+jwt'];

/** Every run of 8 characters, and every text inside the header and the payload that can be parsed. */
function partsOf(token: string): readonly string[] {
  const runs = Array.from({ length: Math.max(0, token.length - 7) }, (_, at) => token.slice(at, at + 8));
  const texts = token.split('.').flatMap((segment) => {
    try {
      return textsOf(JSON.parse(Buffer.from(segment, 'base64url').toString()));
    } catch {
      return [];
    }
  });
  return [...runs, ...texts.filter((text) => text.length > 3 && !PUBLIC_NAMES.includes(text.trim()))];
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
