import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTestClock } from '../support/clock.js';
import { describeEachDatabase } from '../support/databases.js';
import type { GraphqlRequest } from '../support/graphql.js';
import { startServer, type TestServer, type Tokens } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

let ran: string[] = [];
const run = (what: string) => () => {
  ran.push(what);
  return what;
};

const limits = createTestModule({
  sdl: `
    extend type Query {
      report: String @auth @limit(max: 2, per: MINUTE)
      open: String @public @limit(max: 2, per: HOUR)
      secret: String @auth(role: ADMIN) @limit(max: 1, per: DAY)
      boxes: [Box!] @public
    }
    type Box { id: ID!  weight: Int @limit(max: 3, per: SECOND) }
    extend type Mutation {
      post: String @auth @limit(max: 2, per: MINUTE)
      send: String @auth @limit(max: 1, per: MINUTE)
      note: String @auth
      sack: String @auth(role: ADMIN)
    }
  `,
  resolvers: {
    Query: {
      report: run('report'),
      open: run('open'),
      secret: run('secret'),
      boxes: () => [{ id: '1' }, { id: '2' }],
    },
    Box: { weight: () => 7 },
    Mutation: { post: run('post'), send: run('send'), note: run('note'), sack: run('sack') },
  },
});

const limited = (path: string | readonly (string | number)[], retryAfter: number) =>
  expect.objectContaining({ path: [path].flat(), extensions: { code: 'RATE_LIMITED', retryAfter } });
const notRun = (path: string, retryAfter: number) =>
  expect.objectContaining({ path: [path], extensions: { code: 'RATE_LIMITED', retryAfter, reason: 'NOT_RUN' } });

describeEachDatabase('@limit', (engine) => {
  const clock = createTestClock();
  let server: TestServer;
  let ann: Tokens;
  let bob: Tokens;
  beforeAll(async () => {
    const env = { RATE_LIMITS: 'on', TRUSTED_PROXIES: 'loopback' };
    server = await startServer({ engine, clock: clock.now, env, modules: [limits] });
    ann = await server.register('ann@example.com');
    bob = await server.register('bob@example.com');
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    ran = [];
    clock.advance(86_400);
    ann = await server.login('ann@example.com', 'correct horse battery');
    bob = await server.login('bob@example.com', 'correct horse battery');
  });

  const ask = (query: string, { accessToken }: Pick<Tokens, 'accessToken'>, options: GraphqlRequest = {}) =>
    server.request(query, { ...options, token: accessToken });
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

  test('lets a viewer ask so often, and others as often', async () => {
    for (let i = 0; i < 2; i += 1) expect((await ask('{ report }', ann)).data).toEqual({ report: 'report' });
    const { data, errors } = await ask('{ report me { email } }', ann);
    expect(data).toEqual({ report: null, me: { email: 'ann@example.com' } });
    expect(errors).toEqual([limited('report', 60)]);
    expect((await ask('{ report }', bob)).data).toEqual({ report: 'report' });
    clock.advance(60);
    expect((await ask('{ report }', ann)).data).toEqual({ report: 'report' });
    expect(ran).toHaveLength(4);
  });

  test('counts each alias, in the order of the operation', async () => {
    const { data, errors } = await ask('{ a: report b: report c: report d: report }', ann);
    expect(data).toEqual({ a: 'report', b: 'report', c: null, d: null });
    expect(errors).toEqual([limited('c', 60), limited('d', 60)]);
    expect(ran).toHaveLength(2);
  });

  test('goes by the address where nobody is signed in, and by the viewer where somebody is', async () => {
    const open = '{ open }';
    for (let i = 0; i < 2; i += 1)
      expect((await server.request(open, from('192.0.2.1'))).data).toEqual({ open: 'open' });
    expect((await server.request(open, from('192.0.2.1'))).errors).toEqual([limited('open', 3600)]);
    expect((await server.request(open, from('192.0.2.2'))).data).toEqual({ open: 'open' });
    expect((await ask(open, ann, from('192.0.2.1'))).data).toEqual({ open: 'open' });
  });

  test('does not count what is refused, and tells nothing to whoever is', async () => {
    const refused = [expect.objectContaining({ path: ['secret'], extensions: { code: 'FORBIDDEN' } })];
    for (let i = 0; i < 3; i += 1) expect((await ask('{ secret }', ann)).errors).toEqual(refused);
    const admin = await server.login('root@example.com', 'a password of the admin');
    expect((await ask('{ secret }', admin)).data).toEqual({ secret: 'secret' });
    expect((await ask('{ secret }', admin)).errors).toEqual([limited('secret', 86_400)]);
    expect((await ask('{ secret }', ann)).errors).toEqual(refused);
  });

  test('counts each object that a field inside is asked of', async () => {
    const { data, errors } = await ask('{ boxes { weight } again: boxes { id weight } }', ann);
    expect(data).toEqual({
      boxes: [{ weight: 7 }, { weight: 7 }],
      again: [
        { id: '1', weight: 7 },
        { id: '2', weight: null },
      ],
    });
    expect(errors).toEqual([limited(['again', 1, 'weight'], 1)]);
  });

  test('a mutation runs all of it, or nothing', async () => {
    const both = 'mutation { note post send }';
    expect((await ask(both, ann)).data).toEqual({ note: 'note', post: 'post', send: 'send' });
    ran = [];
    const { data, errors } = await ask(both, ann);
    expect(data).toEqual({ note: null, post: null, send: null });
    expect(errors).toEqual([notRun('note', 60), notRun('post', 60), limited('send', 60)]);
    expect(ran).toEqual([]);
    // What was not run was not used.
    expect((await ask('mutation { note post }', ann)).data).toEqual({ note: 'note', post: 'post' });
    expect((await ask('mutation { post }', ann)).errors).toEqual([limited('post', 60)]);
    expect((await ask('mutation { note }', ann)).data).toEqual({ note: 'note' });
  });

  test('a mutation counts each alias, also in fragments, and none that is skipped', async () => {
    const query = `mutation ($no: Boolean!) { a: post ...F c: send @include(if: $no) }
      fragment F on Mutation { b: post ... on Mutation { d: send @skip(if: true) a: post } }`;
    const answer = await ask(query, ann, { variables: { no: false } });
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual({ a: 'post', b: 'post' });
    expect((await ask('mutation { post }', ann)).errors).toEqual([limited('post', 60)]);
    expect((await ask('mutation { send }', ann)).data).toEqual({ send: 'send' });
    ran = [];
    const { errors } = await ask('mutation { ...F } fragment F on Mutation { a: post b: post c: post }', bob);
    expect(errors).toEqual([notRun('a', 60), notRun('b', 60), limited('c', 60)]);
    expect(ran).toEqual([]);
  });

  test('a mutation that is refused counts nothing', async () => {
    for (let i = 0; i < 3; i += 1) {
      const { errors } = await ask('mutation { send sack }', ann);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    }
    expect(ran).toEqual([]);
    expect((await ask('mutation { send }', ann)).data).toEqual({ send: 'send' });
  });

  test('a document that is sent again is counted again', async () => {
    const query = 'mutation Again { send }';
    expect((await ask(query, ann)).errors).toEqual([]);
    for (let i = 0; i < 3; i += 1) expect((await ask(query, ann)).errors).toEqual([limited('send', 60)]);
    expect((await ask(query, bob)).errors).toEqual([]);
  });

  test('of uses at the same time, so many run', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('{ report }', ann)));
    expect(answers.filter(({ data }) => data.report === 'report')).toHaveLength(2);
    expect(ran).toHaveLength(2);
  });
});
