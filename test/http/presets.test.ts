import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readCodeBlocks } from '../support/code-blocks.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';
import { type IssuerCase, type Json, keysFor, NOW, signAs } from '../tokens/issuers/issuer-cases.js';
import { presetCases } from '../tokens/issuers/preset-cases.js';

/** The presets of the document, each as it is written there. */
const documented = readCodeBlocks('docs/tokens.md')
  .filter(({ language, text }) => language === 'json' && text.includes('"preset"'))
  .map(({ text }) => ({ lines: text.trim().split('\n').length, options: JSON.parse(text)[0] as Json }));
const presets = [...new Map(documented.map((each) => [each.options.preset, each])).values()];

const module = createTestModule({
  sdl: `extend type Query {
    who: String @auth
    desk: String @auth(role: ADMIN)
  }`,
  resolvers: { Query: { who: (_root, _args, { viewer }) => viewer.subject, desk: () => 'open' } },
});

/** The tokens of the cases are of another time. */
function tokenOf(issuer: IssuerCase, header: Json, claims: Json): string {
  const since = Math.floor(Date.now() / 1000) - NOW;
  const times = Object.entries(claims).map(([name, value]) =>
    ['iat', 'exp', 'nbf'].includes(name) ? [name, Number(value) + since] : [name, value],
  );
  return signAs(issuer, header, Object.fromEntries(times));
}

const caseOf = (options: Json): IssuerCase => {
  const found = presetCases.find((each) => JSON.stringify(sorted(each.options)) === JSON.stringify(sorted(options)));
  if (!found) throw new Error(`The preset ${options.preset} is not one of those that are tested.`);
  return found;
};
const sorted = (options: object) => Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));

const idps: JwksServer[] = [];
let server: TestServer;
beforeAll(async () => {
  const issuers = [];
  for (const { options } of presets) {
    const { algorithm, header, jwk } = caseOf(options);
    const { publicKey } = keysFor(algorithm).own;
    const idp = await startJwksServer({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: header.kid, ...jwk }] });
    idps.push(idp);
    issuers.push({ ...options, jwksUri: idp.jwksUri });
  }
  server = await startServer({ modules: [module], env: { TRUSTED_ISSUERS: JSON.stringify(issuers) } });
});
afterAll(async () => {
  await server.close();
  await Promise.all(idps.map((idp) => idp.close()));
});

test('the document has every preset, in five lines each', () => {
  expect(presets.map(({ options }) => options.preset).sort()).toEqual([
    ...['auth0', 'better-auth', 'clerk', 'cognito', 'entra', 'firebase', 'google', 'keycloak', 'okta', 'supabase'],
  ]);
  expect(documented.filter(({ lines }) => lines > 5)).toEqual([]);
});

describe.each(presets.map(({ options }) => [String(options.preset), options] as const))(
  'the preset %s',
  (_name, options) => {
    const issuer = caseOf(options);
    const QUERY = '{ who desk }';

    test('lets in whoever has a token of it, with the roles that it says', async () => {
      const { data, errors } = await server.request(QUERY, { token: tokenOf(issuer, issuer.header, issuer.claims) });
      const isAdmin = issuer.token.roles.includes('ADMIN');
      expect(data).toEqual({ who: issuer.token.subject, desk: isAdmin ? 'open' : null });
      expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual(
        isAdmin ? [] : [[['desk'], 'FORBIDDEN']],
      );
    });

    test('keeps the nearest forgeries out', async () => {
      const forgeries = issuer.forgeries ?? [];
      expect(forgeries.length).toBeGreaterThan(2);
      for (const [what, header, claims] of forgeries) {
        const { data, errors } = await server.request(QUERY, { token: tokenOf(issuer, header, claims) });
        expect({ what, data }).toEqual({ what, data: { who: null, desk: null } });
        expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual([
          [['who'], { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' }],
          [['desk'], { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' }],
        ]);
      }
    });
  },
);
