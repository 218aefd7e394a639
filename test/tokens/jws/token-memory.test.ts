import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createVerifier, type SigningKey, type VerifierOptions } from '../../../src/tokens/index.js';
import { createTokenMemory } from '../../../src/tokens/jws/token-memory.js';
import { createTestClock } from '../../support/clock.js';
import {
  AUDIENCE,
  clock,
  compact,
  createScene,
  expectRefusal,
  goodClaims,
  ISSUER,
  keyOptions,
  LIFETIME_SECONDS,
  NOW_SECONDS,
  signature,
  startKeys,
  TOLERANCE_SECONDS,
} from '../token-fixture.js';

const names = { issuer: ISSUER, audience: AUDIENCE, toleranceSeconds: TOLERANCE_SECONDS };
const revocations: VerifierOptions['revocations'] = { isRevoked: () => false, isCurrent: () => true };

/** One verifier that lives on, and how often it looked at a signature. */
async function scene(changes: Partial<VerifierOptions> = {}) {
  const { ring, manager } = await startKeys(keyOptions('ES256'));
  const seen = new Map<SigningKey, SigningKey>();
  let checks = 0;
  const counted = (key: SigningKey): SigningKey => ({
    ...key,
    get publicKey() {
      checks += 1;
      return key.publicKey;
    },
  });
  const find = (kid: string) => {
    const key = ring.find(kid);
    if (key && !seen.has(key)) seen.set(key, counted(key));
    return key && seen.get(key);
  };
  const { kid, privateKey } = ring.signingKey();
  const verifier = createVerifier({ ...names, keys: { ...ring, find }, revocations, clock, ...changes });
  return {
    manager,
    kid,
    /** A token of ours, with other claims if need be. */
    token: (claims: object = {}) =>
      compact({ alg: 'ES256', typ: 'at+jwt', kid }, { ...goodClaims, ...claims }, signature('ES256', privateKey)),
    verify: (text: string) => verifier.verify(text),
    checks: () => checks,
  };
}

test('the signature of a token is looked at once, and of each other token again', async () => {
  const { token, verify, checks } = await scene();
  const text = token();
  const first = verify(text);
  expect(first).toHaveProperty('token.subject', 'user-1');
  for (let times = 0; times < 100; times += 1) expect(verify(text)).toEqual(first);
  expect(checks()).toBe(1);
  expect(verify(token({ jti: 'token-2' }))).toHaveProperty('token.tokenId', 'token-2');
  expect(checks()).toBe(2);
});

describe('a token that is remembered is refused', () => {
  test('once it has expired', async () => {
    const time = createTestClock(NOW_SECONDS * 1000);
    const { token, verify, checks } = await scene({ clock: time.now });
    const text = token();
    expect(verify(text)).toHaveProperty('token');
    time.advance(LIFETIME_SECONDS + TOLERANCE_SECONDS - 0.001);
    expect(verify(text)).toHaveProperty('token');
    time.advance(0.001);
    expectRefusal(verify(text), 'TOKEN_EXPIRED', text);
    expect(checks()).toBe(1);
  });

  test.each(['nbf', 'iat'])('when the clock was set back before its %s', async (claim) => {
    const time = createTestClock((NOW_SECONDS + 100) * 1000);
    const { token, verify, checks } = await scene({ clock: time.now });
    const text = token({ [claim]: NOW_SECONDS + 100 });
    expect(verify(text)).toHaveProperty('token');
    time.advance(-TOLERANCE_SECONDS);
    expect(verify(text)).toHaveProperty('token');
    time.advance(-1);
    expectRefusal(verify(text), 'TOKEN_INVALID', text);
    expect(checks()).toBe(1);
  });

  test.each([
    ['its session ended', ({ sessionId }) => sessionId === 'session-1'],
    ['its jti was revoked', ({ tokenId }) => tokenId === 'token-1'],
    ['the version of its user was raised', ({ subject, version }) => subject === 'user-1' && version < 4],
  ] satisfies [string, VerifierOptions['revocations']['isRevoked']][])('when %s', async (_name, isRevoked) => {
    let happened = false;
    const { token, verify, checks } = await scene({
      revocations: { ...revocations, isRevoked: (verified) => happened && isRevoked(verified) },
    });
    const text = token();
    const other = token({ sid: 'session-2', jti: 'token-2', ver: 4 });
    for (const each of [text, other]) expect(verify(each)).toHaveProperty('token');
    happened = true;
    expectRefusal(verify(text), 'TOKEN_REVOKED', text);
    expect(verify(other)).toHaveProperty('token');
    expect(checks()).toBe(2);
  });

  test('when its key was compromised, and the tokens of the next key are not', async () => {
    const { manager, kid, token, verify } = await scene();
    const text = token();
    expect(verify(text)).toHaveProperty('token');
    await manager.retire(kid, { compromised: true });
    const refusal = { reason: 'TOKEN_REVOKED', detail: 'The key that kid names has been retired.' };
    expect(verify(text)).toEqual({ refusal });
    expect(verify(text)).toEqual({ refusal });
  });

  test('when another key took the place of the one that verified it', async () => {
    const old = await createScene('HS256');
    const next = await createScene('HS256');
    let key = old.key;
    const verifier = createVerifier({ ...names, keys: { ...old.keys, find: () => key }, revocations, clock });
    const text = old.issue();
    expect(verifier.verify(text)).toHaveProperty('token');
    key = { ...next.key, kid: old.key.kid };
    expectRefusal(verifier.verify(text), 'TOKEN_INVALID', text);
    key = old.key;
    expect(verifier.verify(text)).toHaveProperty('token');
  });
});

test.each(['revocations', 'keys'] as const)('cannot be taken for good while the %s are not current', async (part) => {
  let isCurrent = true;
  const { keys, issue } = await createScene('HS256');
  const options = { ...names, keys, revocations, clock };
  const verifier = createVerifier({ ...options, [part]: { ...options[part], isCurrent: () => isCurrent } });
  const text = issue();
  expect(verifier.verify(text)).toHaveProperty('token');
  isCurrent = false;
  expect(verifier.verify(text)).toHaveProperty('unavailable');
});

test('a token with one character changed is none that is remembered, wherever it is changed', async () => {
  const { token, verify } = await scene();
  const text = token();
  expect(verify(text)).toHaveProperty('token');
  for (let at = 0; at < text.length; at += 1) {
    const other = text[at] === 'A' ? 'B' : 'A';
    expect(verify(`${text.slice(0, at)}${other}${text.slice(at + 1)}`)).toHaveProperty('refusal');
  }
  for (const other of [`${text}=`, `${text} `, `${text}\n`, text.slice(0, -1), text.toUpperCase()]) {
    expect(verify(other)).toHaveProperty('refusal.reason', 'TOKEN_INVALID');
  }
  expect(verify(text)).toHaveProperty('token');
});

test('a million bad tokens push out none that is good', async () => {
  const { token, verify, checks } = await scene();
  const text = token();
  expect(verify(text)).toHaveProperty('token');
  const [header, payload] = text.split('.');
  let accepted = 0;
  for (let number = 0; number < 1_000_000; number += 1) {
    if ('token' in verify(`${header}.${number}`)) accepted += 1;
  }
  // More than are remembered, with a signature that has to be looked at.
  for (let number = 0; number < 11_000; number += 1) {
    const wrong = createHash('sha512').update(`${number}`).digest('base64url');
    if ('token' in verify(`${header}.${payload}.${wrong}`)) accepted += 1;
  }
  expect(accepted).toBe(0);
  const before = checks();
  expect(before).toBe(11_001);
  expect(verify(text)).toHaveProperty('token');
  expect(checks()).toBe(before);
});

test('tokens that are refused, though their signature holds, are not remembered', async () => {
  const { token, verify, checks } = await scene({ revocations: { ...revocations, isRevoked: () => true } });
  const refused = [token(), token({ exp: NOW_SECONDS - 100 }), token({ aud: 'https://elsewhere.test' })];
  for (const text of [...refused, ...refused]) expect(verify(text)).toHaveProperty('refusal');
  expect(checks()).toBe(6);
});

test('what one request does to the claims of a token, the next does not see', async () => {
  const { token, verify } = await scene();
  const text = token({ org: { teams: ['red'] } });
  const claims = (): Readonly<Record<string, unknown>> => {
    const verification = verify(text);
    return 'token' in verification ? verification.token.claims : {};
  };
  const { org, roles } = claims();
  const attempts = [
    () => Object.assign(claims(), { sub: 'user-2' }),
    () => Object.assign(Object(org), { teams: ['blue'] }),
    () => Object(org).teams.push('blue'),
    () => Object(roles).push('ADMIN'),
  ];
  for (const attempt of attempts) expect(attempt).toThrow(TypeError);
  expect(claims()).toEqual({ ...goodClaims, org: { teams: ['red'] } });
});

describe('the memory', () => {
  const remember = (count: number, memory = createTokenMemory<object>(() => true)) => {
    for (let number = 0; number < count; number += 1) memory.remember(`token ${number}`, { number });
    return memory;
  };

  test('has 10,000 tokens, those that were used last', () => {
    const memory = remember(10_000);
    expect(memory.recall('token 0')).toEqual({ number: 0 });
    memory.remember('one more', {});
    expect(memory.recall('token 0')).toEqual({ number: 0 });
    expect(memory.recall('token 1')).toBeUndefined();
    expect(memory.recall('token 2')).toEqual({ number: 2 });
  });

  test('has none that is longer than 4 kB', () => {
    const memory = remember(0);
    memory.remember('x'.repeat(4096), {});
    memory.remember('x'.repeat(4097), {});
    expect(memory.recall('x'.repeat(4096))).toEqual({});
    expect(memory.recall('x'.repeat(4097))).toBeUndefined();
  });

  test('forgets what is not trusted any more', () => {
    let isTrusted = true;
    const memory = createTokenMemory<object>(() => isTrusted);
    memory.remember('token', {});
    expect(memory.recall('token')).toEqual({});
    isTrusted = false;
    expect(memory.recall('token')).toBeUndefined();
    isTrusted = true;
    expect(memory.recall('token')).toBeUndefined();
  });
});
