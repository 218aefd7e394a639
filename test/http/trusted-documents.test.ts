import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Host, hosts } from '../support/embedded.js';
import { createTestServer, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';

const ME = 'query Me { me { email } }';
const RENAME = 'mutation Rename($name: String!) { updateProfile(input: { name: $name }) { name } }';
const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { auth { accessToken } } }';
const OTHER = '{ __typename }';
const INTROSPECTION = '{ __schema { queryType { name } } }';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const apq = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } });

const folder = mkdtempSync(join(tmpdir(), 'portcullis-trusted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, json: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json));
  return path;
}

const manifest = file('manifest.json', {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: sha256(ME), name: 'Me', type: 'query', body: ME },
    { id: 'register', body: REGISTER },
    { id: 'rename', name: 'Rename', type: 'mutation', body: RENAME },
  ],
});

const NOT_TRUSTED = [{ message: expect.any(String), extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }];

describe.each(['only', 'also'] as const)('with TRUSTED_DOCUMENTS_MODE=%s', (mode) => {
  let server: TestServer;
  let token = '';

  const answerOf = async (response: Response) => ({
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as object,
  });
  const post = async (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    answerOf(
      await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...headers },
        body: JSON.stringify(body),
      }),
    );
  const get = async (parameters: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
    answerOf(await fetch(`${server.url}?${new URLSearchParams(parameters)}`, { headers }));

  beforeAll(async () => {
    server = await startServer({
      env: { TRUSTED_DOCUMENTS: manifest, TRUSTED_DOCUMENTS_MODE: mode, BATCH_LIMIT: '3', NODE_ENV: 'development' },
    });
    const variables = { input: { email: 'ada@example.com', password: PASSWORD } };
    const registered = await post({ documentId: 'register', variables });
    token = (registered.body as { data: { register: { auth: Tokens } } }).data.register.auth.accessToken;
  });
  afterAll(() => server.close());

  test.each<[string, object]>([
    ['its hash', { extensions: apq(ME) }],
    ['its hash beside the text', { query: ME, extensions: apq(ME) }],
    ['its id', { documentId: sha256(ME) }],
    ['its id with the prefix', { documentId: `sha256:${sha256(ME)}` }],
    ['its text', { query: ME }],
  ])('a document runs by %s', async (_what, body) => {
    for (let time = 0; time < 2; time += 1)
      expect(await post(body)).toMatchObject({ status: 200, body: { data: { me: { email: 'ada@example.com' } } } });
  });

  test('its variables go with it, and its rules hold', async () => {
    const renamed = await post({ documentId: 'rename', variables: { name: 'Ada' } });
    expect(renamed.body).toEqual({ data: { updateProfile: { name: 'Ada' } } });
    const refused = await post({ documentId: 'rename', variables: { name: 'Ada' } }, { authorization: '' });
    expect(refused.body).toMatchObject({
      data: { updateProfile: null },
      errors: [{ path: ['updateProfile'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const wrong = await post({ documentId: 'rename', variables: { name: 1 } });
    expect(wrong.body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  test('an operation of a batch may be one', async () => {
    const { status, body } = await post([{ extensions: apq(ME) }, { query: OTHER }]);
    expect(status).toBe(200);
    expect(body).toMatchObject([
      { data: { me: { email: 'ada@example.com' } } },
      mode === 'only' ? { errors: NOT_TRUSTED } : { data: { __typename: 'Query' } },
    ]);
  });

  test('a query runs by GET, and no cache keeps the answer; a mutation does not', async () => {
    for (const parameters of [{ extensions: JSON.stringify(apq(ME)) }, { documentId: sha256(ME) }]) {
      const { status, headers, body } = await get(parameters);
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(body).toMatchObject({ data: { me: null } });
      expect((await get(parameters, { 'sec-fetch-site': 'cross-site' })).status).toBe(400);
    }
    expect((await get({ documentId: 'rename', variables: '{"name":"x"}' })).status).toBe(405);
  });

  test.each<[string, object]>([
    ['another text', { query: OTHER }],
    ['one that differs by a space', { query: `${ME} ` }],
    ['another text under a hash of theirs', { query: OTHER, extensions: apq(ME) }],
    ['introspection', { query: INTROSPECTION }],
  ])('%s', async (_what, body) => {
    for (let time = 0; time < 2; time += 1) {
      const { status, body: answer } = await post(body);
      expect(status).toBe(200);
      if (mode === 'only') expect(answer).toEqual({ errors: NOT_TRUSTED });
      else expect(answer).toHaveProperty('data');
    }
  });

  test.each<[string, object]>([
    ['a hash', { extensions: apq(OTHER) }],
    ['an id', { documentId: 'nobody' }],
    ['an id of a property of every object', { documentId: 'constructor' }],
  ])('%s that is unknown is told, in either type, and nothing is registered', async (_what, body) => {
    const code = mode === 'only' ? 'DOCUMENT_NOT_TRUSTED' : 'PERSISTED_QUERY_NOT_FOUND';
    const answer = { errors: [{ message: expect.any(String), extensions: { code } }] };
    await post({ query: OTHER, ...body });
    expect(await post(body)).toMatchObject({ status: 200, body: answer });
    const newer = await post(body, { accept: 'application/graphql-response+json' });
    expect(newer).toMatchObject({ status: 400, body: answer });
    expect(newer.headers.get('content-type')).toMatch('application/graphql-response+json');
  });

  test('another text by GET, however it is sent', async () => {
    const { body } = await get({ query: OTHER });
    expect(body).toEqual(mode === 'only' ? { errors: NOT_TRUSTED } : { data: { __typename: 'Query' } });
    const twice = await fetch(`${server.url}?query=${OTHER}&query=${OTHER}`);
    expect(twice.status).toBe(400);
    const beside = await fetch(`${server.url}?query=${OTHER}&documentId=rename&documentId=rename`);
    expect(await beside.json()).toEqual(mode === 'only' ? { errors: NOT_TRUSTED } : { data: { __typename: 'Query' } });
  });

  test('Apollo Sandbox is there if it can ask for the schema', async () => {
    const page = await fetch(server.url, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual(
      mode === 'only' ? [406, expect.anything()] : [200, 'text/html; charset=utf-8'],
    );
  });
});

test.each(Object.entries(hosts))('by server.%s nothing else runs either', async (_name, hostOf) => {
  const texts = file('texts.json', { me: ME });
  const { server, close } = await createTestServer({ env: { TRUSTED_DOCUMENTS: texts } });
  const host: Host = await hostOf(server);
  const send = async (body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    return (await host.send('/graphql', { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  try {
    expect(await send({ documentId: 'me' })).toMatchObject({ data: { me: null } });
    expect(await send({ query: OTHER })).toEqual({ errors: NOT_TRUSTED });
  } finally {
    await host.close();
    await close();
  }
});

describe('a start with wrong documents', () => {
  const start = async (path: string) => {
    const { server, close } = await createTestServer({ env: { TRUSTED_DOCUMENTS: path } });
    try {
      await server.start();
    } finally {
      await close();
    }
  };

  test('lists all that is wrong, each by its id', async () => {
    const path = file('wrong.json', {
      parse: '{ me',
      field: '{ nothing }',
      [sha256(ME)]: OTHER,
      good: ME,
      deep: `${'{ a '.repeat(300)}${'}'.repeat(300)}`,
    });
    await expect(start(path)).rejects.toMatchObject({
      name: 'StartupError',
      problems: [
        expect.stringMatching(/^TRUSTED_DOCUMENTS: parse: Syntax Error/),
        'TRUSTED_DOCUMENTS: field: Cannot query field "nothing" on type "Query".',
        `TRUSTED_DOCUMENTS: ${sha256(ME)}: The SHA-256 of its text is ${sha256(OTHER)}. Generate the file again.`,
        expect.stringMatching(/^TRUSTED_DOCUMENTS: deep: .*200 levels/),
      ],
    });
  });

  test.each<[string, string | object, RegExp]>([
    ['no JSON', '{', /is not JSON/],
    ['no object', '[1]', /the file/],
    [
      'an id twice',
      { format: 'apollo-persisted-query-manifest', version: 1, operations: [1, 2].map(() => ({ id: 'a', body: ME })) },
      /The id a occurs twice/,
    ],
    [
      'two ids that differ in the prefix',
      { b: OTHER, 'sha256:a': ME, a: OTHER },
      /The ids (sha256:a and a|a and sha256:a) name the same document\. Remove one of them\./,
    ],
    [
      'another version',
      { format: 'apollo-persisted-query-manifest', version: 2, operations: [] },
      /version: Only version 1/,
    ],
    ['no document', {}, /contains no documents/],
    ['what is no text', { me: 1 }, /me: The text of a document/],
  ])('of a file with %s names the variable', async (name, json, problem) => {
    const path = file(`${name}.json`, json);
    const message = await start(path).catch(String);
    expect(message).toMatch(/TRUSTED_DOCUMENTS: /);
    expect(message).toMatch(problem);
  });

  test('of a file that is not there', async () => {
    await expect(start(join(folder, 'nowhere.json'))).rejects.toThrow(/TRUSTED_DOCUMENTS: .* cannot be read/);
  });
});
