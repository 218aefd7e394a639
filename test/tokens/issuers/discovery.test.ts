import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createTrustedIssuers } from '../../../src/tokens/index.js';
import { type JwksServer, startJwksServer } from '../../support/jwks-server.js';
import { AUDIENCE, type IssuerCase, type Json, keysFor, NOW, signAs, times } from './issuer-cases.js';

const servers: JwksServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const jwks = { keys: [{ ...keysFor('RS256').own.publicKey.export({ format: 'jwk' }), kid: 'k1' }] };

/** A server that answers these paths, and nothing else. */
async function startIssuer(answersAt: (origin: string) => Readonly<Record<string, unknown>>) {
  const paths: string[] = [];
  let origin = '';
  const listener: RequestListener = ({ url = '' }, response) => {
    paths.push(url);
    const answers = answersAt(origin);
    if (!Object.hasOwn(answers, url)) return void response.writeHead(404).end('{}');
    response.end(JSON.stringify(answers[url]));
  };
  const server = await startJwksServer(listener);
  servers.push(server);
  origin = new URL(server.jwksUri).origin;
  return { origin, paths };
}

function verifierOf(issuer: string, more: Json = {}) {
  const failures: string[] = [];
  let uptime = 0;
  const issuers = createTrustedIssuers({
    issuers: [{ issuer, audience: AUDIENCE, ...more }],
    clock: () => NOW * 1000,
    uptime: () => uptime,
    onFailure: (error) => failures.push(String(error)),
  });
  const subject: IssuerCase = {
    name: issuer,
    algorithm: 'RS256',
    options: { issuer, audience: AUDIENCE },
    header: { alg: 'RS256', typ: 'JWT', kid: 'k1' },
    claims: { iss: issuer, sub: '42', aud: AUDIENCE, ...times },
    token: { subject: `${issuer}|42`, roles: [], scopes: [] },
  };
  const verify = () => issuers.verify(signAs(subject, subject.header, subject.claims));
  const later = () => {
    uptime += 30_000;
    return issuers.refresh();
  };
  return { verify, failures, later };
}

const OIDC = '/.well-known/openid-configuration';
const OAUTH = '/.well-known/oauth-authorization-server';

describe('an issuer without a jwksUri', () => {
  test.each<[string, string, string]>([
    ['OpenID Connect', '', OIDC],
    ['OpenID Connect, under a path', '/realms/main', `/realms/main${OIDC}`],
    ['OpenID Connect, with a slash at its end', '/', OIDC],
    ['RFC 8414', '', OAUTH],
    ['RFC 8414, under a path', '/tenants/t1', `${OAUTH}/tenants/t1`],
    ['RFC 8414, under a path with a slash at its end', '/t1/', `${OAUTH}/t1`],
  ])('tells where its keys are by %s', async (_what, path, metadata) => {
    const { origin } = await startIssuer((at) => ({
      [metadata]: { issuer: `${at}${path}`, jwks_uri: `${at}/keys` },
      '/keys': jwks,
    }));
    const { verify, failures } = verifierOf(`${origin}${path}`);
    expect(await verify()).toMatchObject({ token: { subject: `${origin}${path}|42` } });
    expect(failures).toEqual([]);
  });

  test.each<[string, (origin: string) => unknown, RegExp]>([
    ['of another issuer', (at) => ({ issuer: 'https://evil.test', jwks_uri: `${at}/keys` }), /names another issuer/],
    [
      'of the same issuer but for a slash',
      (at) => ({ issuer: `${at}/`, jwks_uri: `${at}/keys` }),
      /names another issuer/,
    ],
    ['of no issuer', (at) => ({ jwks_uri: `${at}/keys` }), /names another issuer, or none/],
    ['that is null', () => null, /names another issuer, or none/],
    [
      'with keys over http',
      (at) => ({ issuer: at, jwks_uri: 'http://evil.test/keys' }),
      /names no https address of keys/,
    ],
    ['with keys in a file', (at) => ({ issuer: at, jwks_uri: 'file:///etc/passwd' }), /names no https address of keys/],
    ['without keys', (at) => ({ issuer: at }), /names no https address of keys/],
    ['that is missing', () => undefined, /answered with status 404/],
  ])('is not trusted by metadata %s', async (_what, metadata, problem) => {
    const { origin, paths } = await startIssuer((at) => ({
      ...(metadata(at) !== undefined && { [OIDC]: metadata(at), [OAUTH]: metadata(at) }),
      '/keys': jwks,
    }));
    const { verify, failures } = verifierOf(origin);
    expect(await verify()).toEqual({ unavailable: `The keys of ${origin} cannot be fetched.` });
    expect(failures).toEqual([expect.stringMatching(problem)]);
    expect(paths).toEqual([OIDC, OAUTH]);
  });

  test('has its metadata read at each refresh', async () => {
    let keys = '/old';
    const { origin, paths } = await startIssuer((at) => ({
      [OIDC]: { issuer: at, jwks_uri: `${at}${keys}` },
      '/old': { keys: [{ ...keysFor('RS256').other.publicKey.export({ format: 'jwk' }), kid: 'k1' }] },
      '/new': jwks,
    }));
    const { verify, later } = verifierOf(origin);
    expect(await verify()).toMatchObject({ refusal: { reason: 'TOKEN_INVALID' } });
    keys = '/new';
    await later();
    expect(await verify()).toHaveProperty('token');
    expect(paths).toEqual([OIDC, '/old', OIDC, '/new']);
  });

  test('that is elsewhere names no keys on this machine, unless http is allowed', async () => {
    const keys = await startJwksServer(jwks);
    servers.push(keys);
    const answer = JSON.stringify({ issuer: 'https://idp.test', jwks_uri: keys.jwksUri });
    const asked: string[] = [];
    const elsewhere = jest.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
      asked.push(String(input));
      return String(input) === keys.jwksUri ? Response.json(jwks) : new Response(answer);
    });
    try {
      const { verify, failures } = verifierOf('https://idp.test');
      expect(await verify()).toHaveProperty('unavailable');
      expect(failures).toEqual([expect.stringMatching(/names no https address of keys/)]);
      expect(asked).toEqual([`https://idp.test${OIDC}`, `https://idp.test${OAUTH}`]);
      expect(await verifierOf('https://idp.test', { allowHttp: true }).verify()).toHaveProperty('token');
    } finally {
      elsewhere.mockRestore();
    }
  });

  test('may tell of keys over http where that is allowed', async () => {
    const { origin } = await startIssuer((at) => ({ [OIDC]: { issuer: at, jwks_uri: 'http://keys.invalid/keys' } }));
    const { verify, failures } = verifierOf(origin, { allowHttp: true });
    expect(await verify()).toHaveProperty('unavailable');
    expect(failures).toEqual(['Error: http://keys.invalid/keys cannot be reached, or it redirects.']);
  });
});
