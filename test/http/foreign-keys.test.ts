import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StartupError } from '../../src/errors.js';
import { createTrustedIssuers, decodeToken } from '../../src/tokens/index.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { createForger, type Forge } from '../support/forger.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { expectAlive, expectError, ME } from '../support/operations.js';
import { startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';
import { compact, signature } from '../tokens/token-fixture.js';

const OURS = 'https://api.example.com';
const ISSUERS = ['https://one.idp.test/', 'https://other.idp.test/'] as const;

type Json = Readonly<Record<string, unknown>>;

const who = createTestModule({
  sdl: 'extend type Query { who: String @auth }',
  resolvers: { Query: { who: (_root, _args, { viewer }) => viewer.subject } },
});

let place: TestPlace;
let server: TestServer;
let idps: readonly JwksServer[];
let own: Tokens;
/** Of a good token of ours. */
let header: Json;
let claims: Json;
/** Signs with our key, as nobody outside could. */
let signOurs: Forge;
const [one, other] = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
if (!one || !other) throw new TypeError('There are two.');

beforeAll(async () => {
  place = await createTestPlace('SQLite');
  // They have the same kid, which is nobody's property.
  idps = await Promise.all(
    [one, other].map(({ publicKey }) =>
      startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] }),
    ),
  );
  const trusted = ISSUERS.map((issuer, index) => ({
    issuer,
    jwksUri: idps[index]?.jwksUri,
    audience: OURS,
    typ: ['JWT', 'at+jwt'],
    roles: { claim: 'roles', map: { ADMIN: 'ADMIN' } },
  }));
  const env = { TRUSTED_ISSUERS: JSON.stringify(trusted), TOKEN_ALGORITHM: 'RS256' };
  server = await startServer({ place, modules: [who], env });
  own = await server.register('ada@example.com');
  const decoded = decodeToken(own.accessToken);
  if ('problem' in decoded) throw new Error(decoded.problem);
  ({ header, payload: claims } = decoded);
  signOurs = await createForger(place);
});
afterAll(async () => {
  await server.close();
  for (const idp of idps) await idp.close();
  await place.remove();
});

const signTheirs = (key: KeyObject, payload: Json, head: Json = { alg: 'RS256', typ: 'JWT', kid: 'k1' }) =>
  compact(head, payload, signature('RS256', key));
const expectInvalid = async (token: string) =>
  expectError(await server.request(ME, { token }), 'me', { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });
const subjectOf = async (token: string) => (await server.request('{ who }', { token })).data.who;

describe('a token', () => {
  test('of ours and of each trusted issuer is good: what follows fails for its key or its name alone', async () => {
    await expectAlive(server, own);
    await expectAlive(server, { accessToken: signOurs(header, claims) });
    expect(await subjectOf(signTheirs(one.privateKey, { ...claims, iss: ISSUERS[0] }))).toBe(
      `${ISSUERS[0]}|${own.userId}`,
    );
    expect(await subjectOf(signTheirs(other.privateKey, { ...claims, iss: ISSUERS[1] }))).toBe(
      `${ISSUERS[1]}|${own.userId}`,
    );
  });

  test('of a foreign issuer, signed with our key, is refused', async () => {
    for (const iss of [...ISSUERS, 'https://nobody.idp.test/']) {
      await expectInvalid(signOurs(header, { ...claims, iss }));
      await expectInvalid(signOurs({ ...header, typ: 'JWT' }, { ...claims, iss }));
      await expectInvalid(signOurs({ ...header, kid: 'k1' }, { ...claims, iss }));
    }
  });

  test('of our issuer, signed with a foreign key, is refused', async () => {
    for (const { privateKey } of [one, other]) {
      for (const head of [header, { ...header, kid: 'k1' }, { alg: 'RS256', typ: 'JWT', kid: 'k1' }]) {
        await expectInvalid(signTheirs(privateKey, claims, head));
        await expectInvalid(signTheirs(privateKey, { ...claims, roles: ['ADMIN'] }, head));
      }
    }
  });

  test('of one issuer, signed with the key of the other, is refused', async () => {
    await expectInvalid(signTheirs(other.privateKey, { ...claims, iss: ISSUERS[0] }));
    await expectInvalid(signTheirs(one.privateKey, { ...claims, iss: ISSUERS[1] }));
  });

  test('with the same sub from two issuers is two viewers, and neither is the user of ours', async () => {
    const tokens = [
      own.accessToken,
      signTheirs(one.privateKey, { ...claims, iss: ISSUERS[0] }),
      signTheirs(other.privateKey, { ...claims, iss: ISSUERS[1] }),
    ];
    const subjects = await Promise.all(tokens.map(subjectOf));
    expect(new Set(subjects)).toEqual(new Set([own.userId, ...ISSUERS.map((issuer) => `${issuer}|${own.userId}`)]));
    for (const token of tokens.slice(1)) {
      expect((await server.request('{ me { id } session { id } }', { token })).data).toEqual({
        me: null,
        session: null,
      });
      // Nor do they own what he owns.
      expectError(await server.request(`{ user(id: "${own.userId}") { email } }`, { token }), 'user', {
        code: 'FORBIDDEN',
      });
    }
  });

  test('with two issuers in it, or in another spelling, is of neither', async () => {
    for (const iss of [
      [...ISSUERS],
      [ISSUERS[0]],
      ISSUERS[0].toUpperCase(),
      ISSUERS[0].slice(0, -1),
      ` ${ISSUERS[0]}`,
    ]) {
      await expectInvalid(signTheirs(one.privateKey, { ...claims, iss }));
    }
  });
});

test('an issuer cannot speak of the subjects of another: it must not contain |', async () => {
  const [idp] = idps;
  const jwksUri = idp?.jwksUri ?? '';
  const issuer = { issuer: `${ISSUERS[0]}|x`, jwksUri, audience: OURS };
  expect(() => createTrustedIssuers({ issuers: [{ ...issuer, algorithms: ['RS256'], typ: ['JWT'] }] })).toThrow(
    TypeError,
  );
  const start = startServer({ env: { TRUSTED_ISSUERS: JSON.stringify([issuer]) } });
  await expect(start).rejects.toThrow(StartupError);
  await expect(start).rejects.toThrow('must not contain |');
});
