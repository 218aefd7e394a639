import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sendRaw } from '../support/raw-http.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';

const APP = 'https://app.example.com';
const EVIL = 'https://evil.example';
const NAME = '__Host-portcullis-refresh';
const JSON_TYPE = 'content-type: application/json';

const AUTH = '{ refreshToken sessionId }';
const LOGIN = `mutation { login(email: "${ADMIN.email}", password: "${ADMIN.password}") ${AUTH} }`;
const REFRESH = `mutation { refresh ${AUTH} }`;
const LOGOUT = 'mutation { logout }';

let server: TestServer;
let cookie: string;
let sessionId: string;

beforeAll(async () => {
  // Without a grace a refresh token that was used once more, by whomever, ends its session.
  const env = {
    REFRESH_COOKIE: 'on',
    CORS_ORIGINS: `${APP}, https://*.preview.example.com`,
    REFRESH_GRACE_SECONDS: '0',
  };
  server = await startServer({ env });
});
afterAll(() => server.close());

/** A request to the letter, and what the answer has in it. */
async function send(start: string, lines: readonly string[], text = '') {
  const length = start.startsWith('GET') ? [] : [`content-length: ${Buffer.byteLength(text, 'latin1')}`];
  const head = [`${start} HTTP/1.1`, 'host: localhost', 'connection: close', ...length, ...lines, '', text];
  const { status, head: answered, body } = await sendRaw(server.port, head.join('\r\n'));
  const { data, errors = [] } = JSON.parse(body || '{}');
  return {
    status,
    data,
    codes: errors.map(({ extensions }: { extensions: { code: string; reason?: string } }) =>
      extensions.reason === undefined ? extensions.code : `${extensions.code} ${extensions.reason}`,
    ),
    cookie: /set-cookie: [^=]+=([^;]*)/i.exec(answered)?.[1],
    cors: answered.match(/access-control-allow-[a-z-]+/g) ?? [],
    body,
  };
}

const json = (query: string) => JSON.stringify({ query });
const post = (lines: readonly string[], query: string) => send('POST /graphql', [JSON_TYPE, ...lines], json(query));
const withCookie = (value = cookie) => `cookie: ${NAME}=${value}`;

/** The cookie of somebody who is signed in. Header names and values come back in small letters, so the body has it. */
beforeEach(async () => {
  const { data } = await post([`origin: ${APP}`, 'x-refresh-token: body'], LOGIN);
  cookie = data.login.refreshToken;
  sessionId = data.login.sessionId;
});

/** Nobody has used or ended it. */
async function expectUntouched() {
  const { data, codes } = await post([`origin: ${APP}`, withCookie()], REFRESH);
  expect({ codes, sessionId: data.refresh?.sessionId }).toEqual({ codes: [], sessionId });
}

const NOTHING_RUN = { data: undefined, codes: ['BAD_REQUEST'], cookie: undefined };

describe('a request for which no browser asks first', () => {
  const form = `query=${encodeURIComponent(LOGOUT)}`;
  const multipart = `--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n${LOGOUT}\r\n--x--\r\n`;
  const split = `${json(LOGOUT).slice(0, -1)},"x":"="}`;

  test.each([
    ['JSON of no type', [], json(LOGOUT)],
    ['JSON of an empty type', ['content-type:'], json(LOGOUT)],
    ['JSON as text', ['content-type: text/plain'], json(LOGOUT)],
    ['JSON as text, in a form', ['content-type: text/plain'], split],
    ['JSON as text that says JSON too', ['content-type: text/plain; application/json'], json(LOGOUT)],
    ['JSON as text with a charset of JSON', ['content-type: text/plain;charset=application/json'], json(LOGOUT)],
    ['JSON as text, in capitals', ['content-type: TEXT/PLAIN'], json(LOGOUT)],
    ['JSON as text first and JSON second', ['content-type: text/plain', JSON_TYPE], json(LOGOUT)],
    ['JSON as a form', ['content-type: application/x-www-form-urlencoded'], json(LOGOUT)],
    ['JSON as a form of parts', ['content-type: multipart/form-data; boundary=application/json'], json(LOGOUT)],
    ['a form', ['content-type: application/x-www-form-urlencoded'], form],
    ['a form of parts', ['content-type: multipart/form-data; boundary=x'], multipart],
    ['GraphQL as text', ['content-type: text/plain'], LOGOUT],
  ])('signs nobody out, of an allowed page or another: %s', async (_what, lines, text) => {
    for (const origin of [EVIL, APP, 'null']) {
      const answer = await send('POST /graphql', [...lines, `origin: ${origin}`, withCookie()], text);
      expect(answer).toMatchObject({ status: 400, ...NOTHING_RUN });
    }
    await expectUntouched();
  });

  test.each([json(LOGOUT), split])('signs out as JSON, so the text was good: %s', async (text) => {
    const answer = await send('POST /graphql', [JSON_TYPE, `origin: ${APP}`, withCookie()], text);
    expect(answer).toMatchObject({ status: 200, data: { logout: true }, codes: [], cookie: '' });
    expect(await post([`origin: ${APP}`, withCookie()], REFRESH)).toMatchObject({ codes: ['SESSION_EXPIRED'] });
  });
});

describe('a link or a picture', () => {
  const get = (query: string, lines: readonly string[]) =>
    send(`GET /graphql?query=${encodeURIComponent(query)}`, lines);
  const named = `query a { __typename } mutation b { logout }`;

  test.each([
    ['by itself', []],
    ['that asks for JSON', ['accept: application/json', JSON_TYPE]],
    ['that needs a preflight', ['apollo-require-preflight: true', 'x-apollo-operation-name: b']],
    ['of the page itself', ['sec-fetch-site: same-origin', `origin: ${APP}`]],
    ['that somebody typed', ['sec-fetch-site: none', 'sec-fetch-mode: navigate']],
  ])('%s changes nothing', async (_what, lines) => {
    for (const query of [LOGOUT, LOGIN, REFRESH]) {
      const answer = await get(query, [...lines, withCookie()]);
      expect(answer).toMatchObject({ data: undefined, codes: ['BAD_REQUEST'], cookie: undefined });
      expect([400, 405]).toContain(answer.status);
    }
    const chosen = await send(`GET /graphql?operationName=b&query=${encodeURIComponent(named)}`, [
      ...lines,
      withCookie(),
    ]);
    expect(chosen).toMatchObject({ data: undefined, codes: ['BAD_REQUEST'], cookie: undefined });
    await expectUntouched();
  });

  test.each([
    ['another site', ['sec-fetch-site: cross-site']],
    ['another host of the site', ['sec-fetch-site: same-site']],
    ['both here and there', ['sec-fetch-site: same-origin', 'sec-fetch-site: cross-site']],
    ['here, in capitals', ['sec-fetch-site: Same-Origin']],
    ['nowhere', ['sec-fetch-site:']],
    ['a browser that does not tell', []],
    ['a navigation, it says, of another site', ['sec-fetch-site: cross-site', 'sec-fetch-user: ?1']],
  ])('from %s asks nothing with a cookie', async (_where, lines) => {
    expect(await get('{ __typename }', [...lines, withCookie()])).toMatchObject({ status: 400, ...NOTHING_RUN });
  });

  test.each(['same-origin', 'none'])('from here (%s) may ask, and not change', async (site) => {
    const answer = await get('{ __typename }', [`sec-fetch-site: ${site}`, withCookie()]);
    expect(answer).toMatchObject({ status: 200, data: { __typename: 'Query' } });
  });
});

describe('a page whose origin is not quite an allowed one', () => {
  const origins: readonly (readonly string[])[] = [
    [],
    [''],
    ['null'],
    ['*'],
    ['HTTPS://app.example.com'],
    ['https://App.Example.com'],
    ['https://app.example.com.'],
    ['https://app.example.com:443'],
    ['https://app.example.com:8443'],
    ['http://app.example.com'],
    ['wss://app.example.com'],
    ['//app.example.com'],
    ['app.example.com'],
    ['https://app.example.com/'],
    ['https://app.example.com/graphql'],
    ['https://user@app.example.com'],
    ['https://app.example.com@evil.example'],
    ['https://evil.example#https://app.example.com'],
    ['https://app.example.com.evil.example'],
    ['https://evilapp.example.com'],
    ['https://appxexample.com'],
    ['https://app.example.co'],
    // The same word with a Cyrillic letter, as browsers write it and as its bytes.
    ['https://xn--pp-7ka.example.com'],
    ['https://\xd0\xb0pp.example.com'],
    ['https://app.example.com\xa0'],
    ['https://app.example.com https://evil.example'],
    ['https://app.example.com,https://app.example.com'],
    [APP, EVIL],
    [EVIL, APP],
    [APP, APP],
    ['https://preview.example.com'],
    ['https://.preview.example.com'],
    ['https://a.b.preview.example.com'],
    ['https://evil.example/.preview.example.com'],
    ['https://evil.example\\.preview.example.com'],
    ['https://evil.example?.preview.example.com'],
    ['https://a.preview.example.com:8443'],
    ['https://a.preview.example.com.evil.example'],
    ['http://api.example.com'],
    ['https://api.example.com:4000'],
    ['http://localhost'],
    ['file://'],
    ['chrome-extension://abcdefghijklmnop'],
  ];

  test.each(origins)('neither signs in nor refreshes nor signs out, nor reads an answer: %j %j', async (...given) => {
    const lines = given.map((origin) => `origin: ${origin}`);
    const more = ['sec-fetch-site: same-origin', `referer: ${APP}/`, 'x-forwarded-host: app.example.com'];
    for (const query of [LOGIN, REFRESH]) {
      const answer = await post([...lines, ...more, withCookie()], query);
      expect(answer).toMatchObject({ codes: ['FORBIDDEN'], cookie: undefined, cors: [] });
      expect(Object.values(answer.data)).toEqual([null]);
    }
    const out = await post([...lines, ...more, withCookie()], LOGOUT);
    expect(out).toMatchObject({ data: { logout: false }, codes: [], cookie: undefined, cors: [] });
    const preflight = ['access-control-request-method: POST', 'access-control-request-headers: content-type'];
    expect(await send('OPTIONS /graphql', [...lines, ...preflight])).toMatchObject({ cors: [] });
    await expectUntouched();
  });

  test.each([APP, `  ${APP}  `, 'https://a.preview.example.com', 'https://xn--pp-7ka.preview.example.com'])(
    'does, if it is one: %j',
    async (origin) => {
      const answer = await post([`origin: ${origin}`, 'sec-fetch-site: cross-site'], LOGIN);
      expect(answer).toMatchObject({ codes: [], data: { login: { refreshToken: null } } });
      expect(answer.cookie).not.toBe('');
      expect(answer.cors).toEqual(expect.arrayContaining(['access-control-allow-origin']));
    },
  );
});

describe('cookies that another host of the domain has set', () => {
  const refresh = (...lines: readonly string[]) => post([`origin: ${APP}`, ...lines], REFRESH);
  const MISSING = { data: { refresh: null }, codes: ['UNAUTHENTICATED TOKEN_MISSING'], cookie: undefined };
  const INVALID = { data: { refresh: null }, codes: ['UNAUTHENTICATED TOKEN_INVALID'], cookie: undefined };

  test.each([
    '%5F%5FHost-portcullis-refresh=',
    '__host-portcullis-refresh=',
    '__HOST-PORTCULLIS-REFRESH=',
    'portcullis-refresh=',
    '__Secure-portcullis-refresh=',
    `=${NAME}=`,
    `$Version=1,${NAME}=`,
    `a=1, ${NAME}=`,
    `a=1 ${NAME}=`,
    `a="; ${NAME}2=`,
    `\xe2\x80\x80${NAME}=`,
    `\xa0${NAME}=`,
    `\x85${NAME}=`,
    `"${NAME}"=`,
    `__proto__=; constructor=; toString=`,
  ])('are none of ours under another name: %j', async (name) => {
    expect(await refresh(`cookie: ${name}${cookie}`)).toMatchObject(MISSING);
    await expectUntouched();
  });

  test('of the same name count if they come first, and then nobody is signed in and nothing has changed', async () => {
    expect(await refresh(`cookie: ${NAME}=tossed; ${NAME}=${cookie}`)).toMatchObject(INVALID);
    expect(await refresh(withCookie('tossed'), withCookie())).toMatchObject(INVALID);
    await expectUntouched();
  });

  test('of the same name do not count if they come later', async () => {
    const { data, codes } = await refresh(`cookie: ${NAME}=${cookie}; ${NAME}=tossed`, withCookie('tossed'));
    expect({ codes, sessionId: data.refresh.sessionId }).toEqual({ codes: [], sessionId });
  });

  test.each([
    ['of 8 kB', `a=${'x'.repeat(8000)}`],
    ['by the thousand', Array.from({ length: 1000 }, (_, index) => `c${index}=1`).join('; ')],
    ['of semicolons', ';'.repeat(8000)],
    ['of equals signs', '='.repeat(8000)],
    ['of broken percent signs', `a=${'%'.repeat(8000)}`],
  ])('%s leave ours alone', async (_what, others) => {
    const { data, codes } = await refresh(`cookie: ${others}; ${NAME}=${cookie}`);
    expect({ codes, sessionId: data.refresh?.sessionId }).toEqual({ codes: [], sessionId });
  });

  test('of more than a server reads are refused, and the next request is answered', async () => {
    expect(await refresh(`cookie: a=${'x'.repeat(20_000)}`, withCookie())).toMatchObject({ status: 431 });
    await expectUntouched();
  });
});
