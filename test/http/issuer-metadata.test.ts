import { afterEach, describe, expect, test } from '@jest/globals';
import { createTrustedIssuers } from '../../src/tokens/index.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer | undefined;
afterEach(() => server?.close());

const OIDC = '/.well-known/openid-configuration';
const OAUTH = '/.well-known/oauth-authorization-server';

async function read(path: string) {
  const response = await fetch(new URL(path, server?.url));
  return { status: response.status, cache: response.headers.get('cache-control'), json: await response.json() };
}

const metadata = (more: object = {}) => ({
  status: 200,
  cache: 'public, max-age=300',
  json: {
    issuer: 'https://api.example.com',
    jwks_uri: 'https://api.example.com/.well-known/jwks.json',
    id_token_signing_alg_values_supported: ['ES256'],
    response_types_supported: [],
    grant_types_supported: [],
    subject_types_supported: ['public'],
    ...more,
  },
});

describe('the metadata of this server as an issuer', () => {
  test('is where OpenID Connect Discovery and RFC 8414 look for it, for reading alone', async () => {
    server = await startServer();
    expect(await read(OIDC)).toEqual(metadata());
    expect(await read(OAUTH)).toEqual(metadata());
    expect(await fetch(new URL(OIDC, server.url), { method: 'POST' })).toMatchObject({ status: 405 });
    expect(await fetch(new URL(`${OAUTH}/other`, server.url))).toMatchObject({ status: 404 });
  });

  test('is also after the host for an issuer with a path', async () => {
    server = await startServer({ env: { TOKEN_ISSUER: 'https://example.com/auth/', TOKEN_ALGORITHM: 'EdDSA' } });
    const ofPath = metadata({ issuer: 'https://example.com/auth/', id_token_signing_alg_values_supported: ['EdDSA'] });
    for (const path of [OIDC, OAUTH, `${OAUTH}/auth`]) expect(await read(path)).toEqual(ofPath);
  });

  test('names an algorithm whose key is in no JWK Set, too', async () => {
    server = await startServer({ env: { TOKEN_ALGORITHM: 'HS256' } });
    expect(await read(OIDC)).toEqual(metadata({ id_token_signing_alg_values_supported: ['HS256'] }));
  });

  test('tells an issuer that is no address as it is', async () => {
    server = await startServer({ env: { TOKEN_ISSUER: 'portcullis' } });
    expect(await read(OIDC)).toEqual(metadata({ issuer: 'portcullis' }));
  });

  test('leads another server to the keys, with nothing but the issuer known', async () => {
    // The addresses of the metadata are those that clients use, so both are this one's.
    server = await startServer({ env: { PUBLIC_URL: '', TOKEN_ISSUER: '' } });
    const issuer = `http://localhost:${server.port}`;
    const others = createTrustedIssuers({
      issuers: [{ issuer, audience: issuer, algorithms: ['ES256'], typ: ['at+jwt'] }],
    });
    const { accessToken, userId } = await server.register('ada@example.com');
    expect(await others.verify(accessToken)).toMatchObject({ token: { subject: `${issuer}|${userId}` } });
    expect(await others.verify(`${accessToken.slice(0, -8)}AAAAAAAA`)).toMatchObject({
      refusal: { reason: 'TOKEN_INVALID' },
    });
  });
});
