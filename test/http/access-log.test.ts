import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectNoLeak } from '../support/leaks.js';
import { startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const SECRET = 'a-value-that-nobody-may-record';

const shop = createTestModule({
  sdl: `
    extend type Query { orders(note: String): [Order] @auth(role: USER) }
    extend type Mutation { pay(note: String): Order @auth(role: ADMIN) }
    type Order @auth(owner: "buyer") { id: ID! buyer: ID note: String! total: Int @auth(role: SUPPORT) }`,
  resolvers: {
    Query: {
      orders: (_root: unknown, _args: unknown, { viewer }: { viewer: { subject: string } }) => [
        { id: '1', buyer: viewer.subject, note: SECRET, total: 1 },
        { id: '2', buyer: 'somebody else', note: SECRET, total: 2 },
      ],
    },
    Mutation: { pay: () => null },
  },
});

const document = `query Mine($note: String) { a: orders(note: $note) { alias_of_it: note total } }`;
const asked = { variables: { note: SECRET }, operationName: 'Mine' };

const decisionsIn = (server: TestServer) => server.logged.filter(({ msg }) => msg === 'decision');
const short = ({ outcome, coordinate, rule, reason }: Record<string, unknown>) =>
  [outcome, coordinate, String(rule).replace(/^.*:/, ''), reason].join(' ');

describe('the access log', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-access-log-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (env: Readonly<Record<string, string>>) => startServer({ env, modules: [shop] });

  test('has nothing by default', async () => {
    const server = await start({});
    try {
      const { accessToken: token } = await server.register('none@example.com');
      expect((await server.request(document, { ...asked, token })).data).toMatchObject({ a: [{ total: null }, null] });
      expect(decisionsIn(server)).toEqual([]);
    } finally {
      await server.close();
    }
  });

  test('refused: has what was refused, of whom, by which rule, and no value', async () => {
    const server = await start({ ACCESS_LOG: 'refused', TRUSTED_PROXIES: 'loopback' });
    try {
      const { accessToken: token } = await server.register('ann@example.com');
      const headers = { 'x-request-id': 'the-request' };
      const answer = await server.request(document, { ...asked, token, headers });
      expect(answer.data).toEqual({ a: [{ alias_of_it: SECRET, total: null }, null] });
      expect(answer.errors.map(({ path }) => path)).toEqual(expect.arrayContaining([['a', 0, 'total']]));
      const records = decisionsIn(server);
      expect(records.map(short)).toEqual([
        'refused Order.total 4 FORBIDDEN',
        expect.stringMatching(/^refused Order\.note 4 FORBIDDEN$/),
      ]);
      const { time: _time, pid: _pid, hostname: _host, ...record } = records[0] ?? {};
      expect(record).toEqual({
        ...{ level: 30, part: 'access', msg: 'decision' },
        v: 1,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        request: 'the-request',
        operation: 'Mine',
        kind: 'query',
        document: createHash('sha256').update(document).digest('hex'),
        client: '127.0.0.1',
        viewer: {
          issuer: expect.stringMatching(/^http/),
          subject: expect.stringMatching(/^[\w-]{22}$/),
          roles: ['USER'],
          scopes: [],
        },
        coordinate: 'Order.total',
        rule: expect.stringMatching(/:4$/),
        ruleOn: 'Order.total',
        outcome: 'refused',
        reason: 'FORBIDDEN',
      });
      expect(JSON.stringify(records)).not.toMatch(/a-value|alias_of_it/);
    } finally {
      await server.close();
    }
  });

  test('all: has what was allowed, too, in a file of its own', async () => {
    const path = join(folder, 'all.jsonl');
    const server = await start({ ACCESS_LOG: `all,file:${path}` });
    try {
      const { accessToken: token } = await server.register('bob@example.com');
      await server.request(document, { ...asked, token });
      await server.request(document, { ...asked, token });
      await server.request('mutation { pay(note: "x") { id } }');
      expect(decisionsIn(server)).toEqual([]);
    } finally {
      await server.close();
    }
    const text = readFileSync(path, 'utf8');
    const records: Record<string, unknown>[] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const mine = [
      'allowed Query.orders 2 ',
      'allowed Order.note 4 ',
      'refused Order.total 4 FORBIDDEN',
      'refused Order.note 4 FORBIDDEN',
    ];
    expect(records.map(short)).toEqual([...mine, ...mine, 'refused Mutation.pay 3 TOKEN_MISSING']);
    expect(records.at(-1)).toMatchObject({ kind: 'mutation', operation: null, viewer: null });
    expect(text).not.toMatch(/a-value|alias_of_it|bob@/);
    expectNoLeak(text);
  });

  test('in a dry run it has what would be refused', async () => {
    const server = await start({ ACCESS_LOG: 'refused', ACCESS_DRY_RUN: 'on' });
    try {
      const { accessToken: token } = await server.register('cid@example.com');
      const answer = await server.request(document, { ...asked, token });
      expect(answer.data).toMatchObject({ a: [{ total: 1 }, { total: 2 }] });
      expect(decisionsIn(server).map(short)).toEqual([
        'would refuse Order.total 4 FORBIDDEN',
        'would refuse Order.note 4 FORBIDDEN',
      ]);
    } finally {
      await server.close();
    }
  });

  test('a file that cannot be written to stops the start', async () => {
    const path = join(folder, 'none', 'access.jsonl');
    await expect(start({ ACCESS_LOG: `all,file:${path}` })).rejects.toMatchObject({
      problems: [
        `ACCESS_LOG: ${path} cannot be written to (ENOENT). Name a file in a folder that exists, and that the server may write in.`,
      ],
    });
  });

  test('a file that takes nothing more holds no request up, and what is dropped is counted', async () => {
    const server = await start({ ACCESS_LOG: 'all,file:/dev/full' });
    try {
      const { accessToken: token } = await server.register('dan@example.com');
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => server.request(document, { ...asked, token })),
      );
      expect(answers.map(({ data }) => data.a.length)).toEqual(Array(20).fill(2));
      expect(server.logged).toContainEqual(
        expect.objectContaining({ level: 40, msg: 'the file of ACCESS_LOG cannot be written to' }),
      );
    } finally {
      await server.close();
    }
  });
});
