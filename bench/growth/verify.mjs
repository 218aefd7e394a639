import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createTokenIssuer, createVerifier } from '../../dist/tokens/index.js';
import { inTurns, round } from './numbers.mjs';

const NAMES = { issuer: 'https://api.example.com', audience: 'https://api.example.com', clock: Date.now };
const KEPT = 10_000;

/** Verifications a second of tokens that are new and of tokens that are remembered, and what remembering takes. */
export async function verify({ quick }) {
  const rows = [];
  for (const algorithm of ['RS256', 'ES256']) rows.push(...(await speed(algorithm, quick ? 500 : 2000)));
  return [...rows, memory(), flood(quick ? 100_000 : 1_000_000)];
}

async function speed(algorithm, count) {
  const { issue, newVerifier } = scene(algorithm);
  const tokens = Array.from({ length: count }, issue);
  const known = newVerifier();
  const perSecond = (verifier) => {
    const start = performance.now();
    for (const token of tokens) {
      if (!('token' in verifier.verify(token))) throw new Error('A good token was refused.');
    }
    return (count / (performance.now() - start)) * 1000;
  };
  perSecond(known);
  const { of, ratio } = await inTurns(9, { first: () => perSecond(newVerifier()), again: () => perSecond(known) });
  return [
    {
      name: `verifications a second, remembered / new, ${algorithm}`,
      figure: round(ratio('again', 'first'), 1),
      more: { new: round(of('first'), 0), remembered: round(of('again'), 0) },
    },
  ];
}

/** With the texts, which nothing else keeps. */
function memory() {
  const { issue, newVerifier } = scene('ES256');
  const verifier = newVerifier();
  verifier.verify(issue());
  const before = used();
  for (let number = 0; number < KEPT; number += 1) verifier.verify(issue());
  const added = used() - before;
  verifier.verify(issue());
  return { name: `MB of ${KEPT} remembered tokens`, figure: round(added / 1e6), more: { tokenLength: issue().length } };
}

function flood(count) {
  const { issue, newVerifier } = scene('ES256');
  const verifier = newVerifier();
  const [header, payload] = issue().split('.');
  verifier.verify(issue());
  const before = used();
  for (let number = 0; number < count; number += 1) verifier.verify(`${header}.${payload}${number}.x`);
  for (let number = 0; number < 20_000; number += 1) {
    verifier.verify(`${header}.${payload}.${randomBytes(64).toString('base64url')}`);
  }
  const added = used() - before;
  verifier.verify(issue());
  return { name: `MB added by ${count} bad tokens`, figure: round(added / 1e6), bar: 1 };
}

function scene(algorithm) {
  const pair =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { kid: 'a key', algorithm, ...pair };
  const keys = { signingKey: () => key, find: () => key, isRetired: () => false, isCurrent: () => true };
  const issuer = createTokenIssuer({ ...NAMES, keys, randomBytes });
  const revocations = { isRevoked: () => false, isCurrent: () => true };
  const subject = () => ({
    subject: randomBytes(16).toString('hex'),
    sessionId: randomBytes(16).toString('hex'),
    version: 0,
    roles: ['USER'],
    scopes: [],
  });
  return {
    issue: () => issuer.issue(subject(), 600),
    newVerifier: () => createVerifier({ ...NAMES, keys, revocations, toleranceSeconds: 15 }),
  };
}

function used() {
  for (let times = 0; times < 4; times += 1) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
