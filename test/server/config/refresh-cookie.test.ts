import { describe, expect, test } from '@jest/globals';
import { modules } from '../../../src/modules.js';
import { loadConfig } from '../../../src/server/config/config.js';
import { masterKey } from '../../support/master-key.js';
import { problemsOf } from '../problems.js';

const load = (env: Readonly<Record<string, string>>) => loadConfig({ modules, env: { REFRESH_COOKIE: 'on', ...env } });
const problems = (env: Readonly<Record<string, string>>) => problemsOf(() => load(env));
const PRODUCTION = { NODE_ENV: 'production', MASTER_KEY: masterKey(7) };
const NOT_HTTPS = 'REFRESH_COOKIE: Browsers accept this cookie only over https. Set PUBLIC_URL to an https address.';

describe('REFRESH_COOKIE', () => {
  test('is Secure, of this host alone and for its own site alone where PUBLIC_URL is https', () => {
    const secure = { name: '__Host-portcullis-refresh', sameSite: 'strict', isSecure: true };
    expect(load({ PUBLIC_URL: 'https://api.example.com' }).refreshCookie).toEqual(secure);
    expect(load({ ...PRODUCTION, PUBLIC_URL: 'https://api.example.com' }).refreshCookie).toEqual(secure);
    expect(loadConfig({ modules, env: {} }).refreshCookie).toBeUndefined();
  });

  test.each([undefined, 'http://localhost:4000', 'http://127.0.0.1:1', 'http://[::1]:4000'])(
    'has another name in development at %s',
    (url) => {
      expect(load(url ? { PUBLIC_URL: url } : {}).refreshCookie).toEqual({
        name: 'portcullis-refresh',
        sameSite: 'strict',
        isSecure: false,
      });
    },
  );

  test('asks for https everywhere else', () => {
    expect(problems({ PUBLIC_URL: 'http://192.168.1.7:4000' })).toEqual([NOT_HTTPS]);
    expect(problems({ PUBLIC_URL: 'http://localhost.example.com' })).toEqual([NOT_HTTPS]);
    expect(problems(PRODUCTION)).toContain(NOT_HTTPS);
    expect(problems({ ...PRODUCTION, PUBLIC_URL: 'http://localhost:4000' })).toContain(NOT_HTTPS);
  });

  test('is for no page of everybody', () => {
    expect(problems({ CORS_ORIGINS: '*' })).toEqual([
      'CORS_ORIGINS: * allows every page, but not every page may use the refresh cookie. List the origins.',
    ]);
    expect(loadConfig({ modules, env: { CORS_ORIGINS: '*' } }).corsOrigins.isAny).toBe(true);
    expect(load({ CORS_ORIGINS: 'https://*.example.com' }).refreshCookie?.isSecure).toBe(false);
  });

  test('is on or off, and strict or lax', () => {
    expect(problems({ REFRESH_COOKIE: 'yes' })).toEqual([expect.stringMatching(/^REFRESH_COOKIE: .*off.*on/)]);
    expect(problems({ REFRESH_COOKIE_SAMESITE: 'none' })).toEqual([
      expect.stringMatching(/^REFRESH_COOKIE_SAMESITE: .*strict.*lax/),
    ]);
  });
});
