import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestPlace } from '../support/databases.js';
import type { ResponseError } from '../support/graphql.js';
import { masterKey } from '../support/master-key.js';
import { endProcesses, environmentOf, type ServerProcess, startMain } from '../support/process.js';
import { rawPost, sendRaw } from '../support/raw-http.js';
import { requestFrom } from '../support/request-from.js';
import { createServerPlace } from '../support/server-place.js';

const ADMIN = { email: 'root@example.com', password: 'a password of the admin' };
const GUESS = 'a wrong guess of somebody';
/** From which the administrator signs in; all attacks come from 127.0.0.1. */
const HOME = '127.0.0.2';
const MEBIBYTE = 1024 * 1024;
/** Of the memory before, with 600 MiB of bodies at once. */
const MOST_GROWTH_KIB = 256 * 1024;
/** How often the CPU of an honest document of many fields an attack may take: that long nobody else has a turn. */
const MOST = 12;

let place: TestPlace;
let server: ServerProcess;
let port = 0;
let memoryBefore = 0;
const agent = new Agent({ keepAlive: true });
const tokens: string[] = [];

/** Kibibytes that the server had at most; 0 where the system does not tell. */
const mostMemory = () => figure(`/proc/${server.pid}/status`, /VmHWM:\s+(\d+)/);

/** Nanoseconds in which its event loop did nothing else: the CPU of the main thread. 0 where the system does not tell. */
const busy = () => figure(`/proc/${server.pid}/task/${server.pid}/schedstat`, /^(\d+)/);

function figure(file: string, pattern: RegExp): number {
  if (process.platform !== 'linux') return 0;
  return Number(pattern.exec(readFileSync(file, 'utf8'))?.[1]);
}

async function signIn() {
  const query = 'mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { accessToken refreshToken } }';
  const variables = { e: ADMIN.email, p: ADMIN.password };
  const { data, errors } = await requestFrom(server, { agent, localAddress: HOME }, { query, variables });
  expect(errors).toEqual([]);
  tokens.push(data.login.accessToken, data.login.refreshToken);
  return data.login.accessToken as string;
}

beforeAll(async () => {
  place = await createServerPlace('SQLite');
  const env = {
    ...environmentOf(place),
    NODE_ENV: 'production',
    INSECURE_HTTP: 'on',
    HOST: '127.0.0.1',
    MASTER_KEY: masterKey(5),
    APP_URL: 'https://app.example.com',
    RATE_LIMITS: 'on',
    BATCH_LIMIT: '10',
    LOG_LEVEL: 'trace',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  };
  server = await startMain({ env });
  port = Number(new URL(server.url).port);
  await signIn();
  memoryBefore = mostMemory();
});
afterAll(async () => {
  agent.destroy();
  await endProcesses();
  await place.remove();
});

interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly ResponseError[];
}

async function send(request: string | Buffer): Promise<{ readonly status: number; readonly answers: Answer[] }> {
  const { status, body } = await sendRaw(port, request);
  // A client that the server has ended may have got no body.
  const parsed = JSON.parse(body.replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, '') || '{}');
  const answers = [parsed].flat().map(({ data, errors = [] }) => ({ status, data, errors }));
  return { status, answers };
}

const codesOf = ({ errors }: Answer) => errors.map(({ extensions: { code }, path }) => (path ? [code, ...path] : code));

/** What a request is answered with: its status, and of each operation the data and the codes, with their paths. */
async function told(request: string | Buffer) {
  const { status, answers } = await send(request);
  return { status, told: answers.map((answer) => [answer.data, ...codesOf(answer)]) };
}

const times = (count: number, make: (index: number) => string) => Array.from({ length: count }, (_, i) => make(i));
const operation = (query: string, variables?: unknown) => JSON.stringify({ query, variables });
const post = (query: string, variables?: unknown) => rawPost([], operation(query, variables));
const login = (password = GUESS) => `login(email: "${ADMIN.email}", password: "${password}") { accessToken }`;
const logins = (count: number) => times(count, (i) => `a${i}: ${login()}`).join(' ');

/** Somebody else notices nothing, nor does whoever is attacked. */
async function expectHonest() {
  expect((await fetch(new URL('/healthz', server.url))).status).toBe(200);
  const typename = await requestFrom(server, { agent, localAddress: HOME }, { query: '{ __typename }' });
  expect(typename).toEqual({ data: { __typename: 'Query' }, errors: [] });
  const accessToken = await signIn();
  const me = await sendRaw(port, rawPost([`authorization: Bearer ${accessToken}`], operation('{ me { email } }')));
  expect([me.status, JSON.parse(me.body)]).toEqual([200, { data: { me: { email: ADMIN.email } } }]);
}

let sent = 0;

/** The CPU of an honest document of nearly as many fields as one may have, that was never sent before. */
async function costOfHonest(): Promise<number> {
  const costs: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    sent += 1;
    const fields = Array.from({ length: 45 }, (_, i) => `a${sent}_${i}: me { id name email }`).join(' ');
    const before = busy();
    const answer = await send(post(`{ ${fields} ${'# \n'.repeat(4000)} }`));
    costs.push(busy() - before);
    expect(answer.answers[0]?.data).toBeDefined();
  }
  const [, median = 0] = costs.toSorted((a, b) => a - b);
  return median;
}

const REFUSED = { status: 200, told: [[undefined, 'OPERATION_TOO_COMPLEX']] };
const BAD = { status: 400, told: [[undefined, 'BAD_REQUEST']] };
const INVALID = { status: 200, told: [[undefined, 'GRAPHQL_VALIDATION_FAILED']] };
const TOO_LARGE = { status: 413, told: [[undefined, 'BAD_REQUEST']] };
const ENCODED = { status: 415, told: [[undefined, 'BAD_REQUEST']] };
const HEADERS = { status: 431, told: [[undefined, 'BAD_REQUEST']] };

const bomb = Buffer.alloc(10 * MEBIBYTE, ' ').toString('latin1');
const ring = (size: number) =>
  `{ ...F0 } ${times(size, (i) => `fragment F${i} on Query { ...F${(i + 1) % size} }`).join(' ')}`;
const nested = (depth: number) => `{ ${'me { '.repeat(depth)} id ${'}'.repeat(depth)} }`;
const compressed = (encoding: string, body: Buffer) =>
  rawPost([`content-encoding: ${encoding}`], body.toString('latin1'));
const typed = (type: string) => post('{ __typename }').replace('application/json', type);
const chunked = (body: string) =>
  rawPost(['transfer-encoding: chunked'], `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`).replace(
    /content-length: \d+\r\n/,
    '',
  );
const withHeaders = (...lines: readonly string[]) => rawPost(lines, operation('{ __typename }'));
const BAD_INPUT = { status: 200, told: [[undefined, 'BAD_USER_INPUT']] };
const SIGN_IN = 'mutation ($e: String!) { login(email: $e, password: $e) { userId } }';
const named = (text: string) => rawPost([], `{"query":"${SIGN_IN}","variables":{"e":"${text}@example.com"}}`);
const USERS = 'query ($n: Int) { users(first: $n) { pageInfo { hasNextPage } } }';
const numbered = (number: string) => rawPost([], `{"query":"${USERS}","variables":{"n":${number}}}`);

test.each<[string, Awaited<ReturnType<typeof told>>, () => readonly (string | Buffer)[]]>([
  [
    'aliased logins',
    REFUSED,
    () => [
      post(`mutation { ${logins(1000)} }`),
      post(`mutation { ${logins(51)} }`),
      post(`mutation { ...F } fragment F on Mutation { ...G ...G } fragment G on Mutation { ${logins(60)} }`),
    ],
  ],
  [
    'batches',
    BAD,
    () => [
      rawPost([], `[${Array(1000).fill(operation('{ __typename }')).join()}]`),
      rawPost(
        [],
        `[${Array(11)
          .fill(operation(`mutation { ${login()} }`))
          .join()}]`,
      ),
      rawPost([], `[${Array(1000).fill('[]').join()}]`),
    ],
  ],
  [
    'mutations by GET',
    { status: 405, told: [[undefined, 'BAD_REQUEST']] },
    () =>
      [login(), logins(20)].map((fields) =>
        [
          `GET /graphql?query=${encodeURIComponent(`mutation { ${fields} }`)} HTTP/1.1`,
          ...['host: localhost', 'connection: close', 'apollo-require-preflight: yes', '', ''],
        ].join('\r\n'),
      ),
  ],
  ['documents that are too deep to read', BAD, () => [post(nested(1600)), post(nested(201))]],
  ['documents that are deep', REFUSED, () => [post(nested(199)), post(nested(21))]],
  [
    'documents that are wide',
    REFUSED,
    () => [
      post(`{ ${times(1000, (i) => `a${i}: me { id }`).join(' ')} }`),
      post(`{ me { ${times(1500, (i) => `a${i}: id`).join(' ')} } }`),
      post(`{ __typename ${'@include(if: true) '.repeat(800)} }`),
    ],
  ],
  ['fragments in a circle', INVALID, () => [post(ring(1)), post(ring(400))]],
  ['bodies of 10 MiB', TOO_LARGE, () => [rawPost([], bomb), chunked(bomb)]],
  [
    'compressed bombs',
    ENCODED,
    () => [
      compressed('gzip', gzipSync(bomb)),
      compressed('br', brotliCompressSync(bomb.slice(MEBIBYTE))),
      compressed('deflate', deflateSync(bomb)),
      compressed('gzip, gzip', gzipSync(gzipSync(bomb))),
    ],
  ],
  [
    'wrong content types',
    BAD,
    () => [
      ...['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'].map(typed),
      ...[`application/json${'x'.repeat(8000)}`, `text/plain${'; a=b'.repeat(1500)}`].map(typed),
    ],
  ],
  [
    'floods of headers',
    HEADERS,
    () => [
      withHeaders(...times(2000, (i) => `x-${i}: ${i}`)),
      withHeaders(`cookie: ${'a=1; '.repeat(4000)}`),
      withHeaders(`authorization: Bearer ${'x'.repeat(17_000)}`),
    ],
  ],
  [
    'two tokens',
    { status: 200, told: [[{ me: null }, ['UNAUTHENTICATED', 'me']]] },
    () => [
      rawPost(['authorization: Bearer a', `authorization: Bearer ${tokens[0]}`], operation('{ me { id } }')),
      rawPost(
        [`authorization: Bearer ${tokens[0]}`, ...times(2500, () => 'a:'), 'authorization: Bearer a'],
        operation('{ me { id } }'),
      ),
    ],
  ],
  [
    'text that is not UTF-8',
    BAD,
    () => ['\xc0\xaf', '\xe0\x80\xaf', '\xf0\x80\x80\xaf', '\xed\xa0\x80', '\xff'].map((text) => post(`{ ${text} }`)),
  ],
  ['what is no text', BAD_INPUT, () => ['\\u0000', '\\ud800', '\\udc00\\ud800', '\\udfff'].map(named)],
  [
    'hostile Unicode',
    { status: 200, told: [[{ login: null }, ['INVALID_CREDENTIALS', 'login']]] },
    () => ['\\u202e\\u2066', '\\u0301'.repeat(5000), '\\ufeff', '\\uff20'].map(named),
  ],
  [
    'numbers that are no lengths',
    BAD_INPUT,
    () => ['-1e400', '0.1', '"1"', '-0.5', '9007199254740993', '2147483648'].map(numbered),
  ],
  [
    'numbers of lists without an end',
    REFUSED,
    () => ['1e400', '9'.repeat(100_000), `1e${'9'.repeat(5000)}`].map(numbered),
  ],
])('%s', async (_name, expected, make) => {
  const peer = await costOfHonest();
  for (const request of make()) {
    let cost = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 4 && cost > MOST * peer; round += 1) {
      const before = busy();
      expect(await told(request)).toEqual(expected);
      cost = Math.min(cost, busy() - before);
    }
    expect(cost).toBeLessThanOrEqual(MOST * peer);
  }
  await expectHonest();
});

describe('of sign-ins', () => {
  test('one is run of a request, in a batch as in an operation', async () => {
    const { status, answers } = await send(post(`mutation { ${logins(20)} }`));
    expect(status).toBe(200);
    expect(answers[0]?.data).toEqual(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`a${i}`, null])));
    expect(answers.flatMap(codesOf)).toEqual([
      ['INVALID_CREDENTIALS', 'a0'],
      ...Array.from({ length: 19 }, (_, i) => ['BAD_USER_INPUT', `a${i + 1}`]),
    ]);
    const batch = Array(10).fill(operation(`mutation { ${login()} }`));
    expect(await told(rawPost([], `[${batch}]`))).toEqual({
      status: 200,
      told: batch.map((_, i) => [{ login: null }, [i === 0 ? 'INVALID_CREDENTIALS' : 'BAD_USER_INPUT', 'login']]),
    });
    await expectHonest();
  });

  test('each counts for the address that it comes from, whatever the headers say', async () => {
    const forged = [
      `x-forwarded-for: ${HOME}`,
      `x-forwarded-for: ${HOME}, 127.0.0.1`,
      `x-forwarded-for: 127.0.0.1, ${HOME}`,
      `x-forwarded-for: ${HOME}:80,${HOME}`,
      `forwarded: for=${HOME}`,
      `forwarded: for="${HOME}:80";by=127.0.0.1, for=${HOME}`,
      `x-real-ip: ${HOME}`,
      `true-client-ip: ${HOME}`,
    ];
    const guess = (line: string, password?: string) =>
      told(rawPost([line], operation(`mutation { ${login(password)} }`)));
    for (const line of forged) await guess(line);
    for (const line of forged) {
      expect(await guess(line, ADMIN.password)).toEqual({
        status: 200,
        told: [[{ login: null }, ['RATE_LIMITED', 'login']]],
      });
    }
    await expectHonest();
  });
});

test('requests behind each other on one connection are answered one by one, or the connection ends', async () => {
  const one = withHeaders().replace('connection: close\r\n', '');
  expect((await sendRaw(port, one.repeat(31) + withHeaders())).status).toBe(200);
  const ended = Array.from({ length: 10 }, () => sendRaw(port, one.repeat(2000)));
  await Promise.allSettled(ended);
  await expectHonest();
});

test('bodies that come at once are not kept', async () => {
  const requests = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? rawPost([], bomb) : chunked(bomb)));
  await Promise.allSettled(requests.map(told));
  await expectHonest();
  expect(mostMemory() - memoryBefore).toBeLessThan(MOST_GROWTH_KIB);
});

test('nothing of it is an error of the server, and the log has no secret', () => {
  const lines = server.stdout().split('\n');
  const objects = lines.filter((line) => line.startsWith('{'));
  expect(objects.length).toBeGreaterThan(100);
  expect(objects.filter((line) => Number(JSON.parse(line).level) >= 50)).toEqual([]);
  expect(server.stderr()).toBe('');
  for (const secret of [ADMIN.password, GUESS, ...tokens]) expect(server.stdout().includes(secret)).toBe(false);
});
