import { generateKeyPairSync } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createTrustedIssuers, type TrustedIssuers } from '../../../src/tokens/index.js';
import { type JwksServer, startJwksServer } from '../../support/jwks-server.js';
import { compact, signature } from '../token-fixture.js';

const NOW = 1_800_000_000;
const ISSUER = 'https://tenant.idp.test/';
const AUDIENCE = 'https://api.test';
const COOL_DOWN_SECONDS = 30;

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const good = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] };
const claims = { iss: ISSUER, sub: '42', aud: AUDIENCE, iat: NOW, exp: NOW + 600 };
const tokenOf = (kid: string) => compact({ alg: 'RS256', typ: 'JWT', kid }, claims, signature('RS256', privateKey));

let servers: JwksServer[] = [];
let drips: NodeJS.Timeout[] = [];
afterEach(async () => {
  for (const drip of drips) clearInterval(drip);
  await Promise.all(servers.map((server) => server.close()));
  [servers, drips] = [[], []];
});

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** A byte now and then: never silent, and never done. Garbage is collected meanwhile, and no time limit with it. */
const drip = (response: ServerResponse) => {
  response.write('{"keys":[');
  const next = () => {
    collectGarbage();
    response.write(' ');
  };
  drips.push(setInterval(next, 200));
};

const bad: readonly (readonly [string, RequestListener])[] = [
  ['never answers', () => {}],
  ['sends a byte now and then', (_request, response) => drip(response)],
  [
    'sends without end',
    (_request, response) => {
      const chunk = 'x'.repeat(65_536);
      const write = () => {
        while (response.writable && response.write(chunk));
      };
      response.on('drain', write);
      write();
    },
  ],
  ['breaks off', (request, response) => void response.write('{"keys":[', () => request.socket.destroy())],
  ['sends elsewhere', (_request, response) => void response.writeHead(307, { location: '/good' }).end()],
];

async function scene(answer: RequestListener | object) {
  const server = await startJwksServer(answer);
  servers.push(server);
  const failures: unknown[] = [];
  let uptime = 0;
  const issuers: TrustedIssuers = createTrustedIssuers({
    issuers: [{ issuer: ISSUER, jwksUri: server.jwksUri, audience: AUDIENCE, algorithms: ['RS256'], typ: ['JWT'] }],
    clock: () => NOW * 1000,
    uptime: () => uptime,
    onFailure: (error) => failures.push(error),
  });
  return { server, issuers, failures, wait: (seconds: number) => (uptime += seconds * 1000) };
}

describe('an issuer whose address', () => {
  test.each(bad)(
    '%s is given up, and asked once a cool-down',
    async (_what, answer) => {
      const { issuers, server, failures, wait } = await scene(answer);
      const verify = (kid: string) => issuers.verify(tokenOf(kid));
      const unavailable = { unavailable: expect.stringContaining(ISSUER) };
      // A flood of tokens that name keys nobody knows: one fetch.
      const flood = await Promise.all(Array.from({ length: 50 }, (_, i) => verify(`x${i}`)));
      expect(flood).toEqual(Array(50).fill(unavailable));
      expect([server.requests(), failures.length]).toEqual([1, 1]);
      // While it cools down, nobody waits and nobody asks.
      expect(await verify('k1')).toEqual(unavailable);
      expect(server.requests()).toBe(1);
      wait(COOL_DOWN_SECONDS);
      server.answer(good);
      expect(await verify('k1')).toHaveProperty('token');
      expect(server.requests()).toBe(2);
    },
    20_000,
  );

  test.each(bad)(
    '%s after it was good leaves the last good keys',
    async (_what, answer) => {
      const { issuers, server, failures, wait } = await scene(good);
      expect(await issuers.verify(tokenOf('k1'))).toHaveProperty('token');
      server.answer(answer);
      wait(COOL_DOWN_SECONDS);
      const [known, unknown] = await Promise.all([issuers.verify(tokenOf('k1')), issuers.verify(tokenOf('k2'))]);
      expect(known).toHaveProperty('token');
      expect(unknown).toMatchObject({ refusal: { reason: 'TOKEN_INVALID' } });
      expect([server.requests(), failures.length]).toEqual([2, 1]);
      expect(await issuers.verify(tokenOf('k1'))).toHaveProperty('token');
    },
    20_000,
  );
});

describe('an issuer whose keys', () => {
  const padded = (bytes: number) => ({ ...good, padding: 'x'.repeat(bytes - JSON.stringify(good).length - 13) });

  test('are 256 kB is read, and one whose keys are larger is given up', async () => {
    const { issuers, server, failures, wait } = await scene(padded(262_145));
    expect(await issuers.verify(tokenOf('k1'))).toHaveProperty('unavailable');
    expect(failures).toEqual([new Error(`${server.jwksUri} answered with more than 262144 bytes.`)]);
    wait(COOL_DOWN_SECONDS);
    server.answer(padded(262_144));
    expect(await issuers.verify(tokenOf('k1'))).toHaveProperty('token');
  });
});
