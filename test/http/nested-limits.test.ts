import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTestClock } from '../support/clock.js';
import { describeEachDatabase, engines } from '../support/databases.js';
import type { GraphqlRequest } from '../support/graphql.js';
import { startServer, type TestServer, type Tokens } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { createTestModule } from '../support/test-module.js';
import { withDatabase } from '../support/with-database.js';

const onPostgres = engines.includes('PostgreSQL') ? test : test.skip;

let written: string[] = [];
let counted = 0;
const write = (what: string, result: unknown) => () => {
  written.push(what);
  return result;
};
const count = () => {
  counted += 1;
  return counted;
};
const crate = { __typename: 'Crate', id: 'c' };
const letter = { __typename: 'Letter', id: 'l' };

const parcels = createTestModule({
  sdl: `
    interface Parcel { id: ID!  inner: Parcel }
    type Crate implements Parcel { id: ID!  inner: Parcel  weigh: Int @limit(max: 2, per: HOUR) }
    type Letter implements Parcel { id: ID!  inner: Parcel  stamp: Int @limit(max: 5, per: HOUR) }
    type Plain implements Parcel { id: ID!  inner: Parcel }
    union Thing = Crate | Letter
    type Sent { crate: Crate  crates: [Crate!]!  parcel: Parcel  thing: Thing  query: Query  again: Mutation  secret: Secret }
    type Secret { plan: String @auth(role: ADMIN) @limit(max: 1, per: HOUR) }
    extend type Query { price: Int @public @limit(max: 2, per: HOUR)  sent: Sent @public }
    extend type Mutation {
      send: Sent @auth
      sendOnly: Sent! @auth
      lose: Sent @auth
      note: String @auth
      post: String @auth @limit(max: 2, per: HOUR)
    }
  `,
  resolvers: {
    Query: { price: count, sent: () => ({ crate }) },
    Crate: { weigh: count, inner: () => letter },
    Letter: { stamp: count, inner: () => crate },
    Sent: {
      crate: () => crate,
      crates: () => [crate, crate, crate],
      parcel: () => letter,
      thing: () => letter,
      query: () => ({}),
      again: () => ({}),
      secret: () => ({ plan: 'a plan' }),
    },
    Mutation: {
      send: write('send', {}),
      sendOnly: write('sendOnly', {}),
      lose: write('lose', null),
      note: write('note', 'note'),
      post: write('post', 'post'),
    },
  },
});

const limited = (...path: (string | number)[]) =>
  expect.objectContaining({ path, extensions: { code: 'RATE_LIMITED', retryAfter: 3600 } });
const notRun = (path: string) =>
  expect.objectContaining({ path: [path], extensions: { code: 'RATE_LIMITED', retryAfter: 3600, reason: 'NOT_RUN' } });

describeEachDatabase('@limit inside what a mutation returns', (engine) => {
  const clock = createTestClock();
  let server: TestServer;
  let ann: Tokens;
  beforeAll(async () => {
    const env = { RATE_LIMITS: 'on', BATCH_LIMIT: '10' };
    server = await startServer({ engine, clock: clock.now, env, modules: [parcels] });
    await server.register('ann@example.com');
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    clock.advance(86_400);
    ann = await server.login('ann@example.com', 'correct horse battery');
    [written, counted] = [[], 0];
  });
  const ask = (query: string, options: GraphqlRequest = {}) =>
    server.request(query, { ...options, token: ann.accessToken });
  /** Has so many uses of `Crate.weigh`. */
  const weigh = async (times: number) => {
    for (let i = 0; i < times; i += 1) expect((await ask('{ sent { crate { weigh } } }')).errors).toEqual([]);
    counted = 0;
  };

  test.each<[string, string, readonly string[], Readonly<Record<string, unknown>>?]>([
    ['a field', 'mutation { send { crate { weigh } } }', ['send', 'crate', 'weigh']],
    ['an alias', 'mutation { s: send { c: crate { id w: weigh } } }', ['s', 'c', 'w']],
    [
      'a fragment',
      'mutation { send { ...S } } fragment S on Sent { crate { ...C } } fragment C on Crate { weigh }',
      ['send', 'crate', 'weigh'],
    ],
    ['a list', 'mutation { send { crates { id weigh } } }', ['send', 'crates', 'weigh']],
    ['an interface', 'mutation { send { parcel { id ... on Crate { weigh } } } }', ['send', 'parcel', 'weigh']],
    [
      'a union',
      'mutation { send { thing { ...C ... on Letter { id } } } } fragment C on Crate { weigh }',
      ['send', 'thing', 'weigh'],
    ],
    [
      'an interface in itself',
      'mutation { send { parcel { inner { inner { ... on Crate { weigh } } } } } }',
      ['send', 'parcel', 'inner', 'inner', 'weigh'],
    ],
    [
      'the query in it',
      'mutation { send { query { sent { crate { weigh } } } } }',
      ['send', 'query', 'sent', 'crate', 'weigh'],
    ],
    [
      'the mutation in it',
      'mutation { send { again { send { crate { weigh } } } } }',
      ['send', 'again', 'send', 'crate', 'weigh'],
    ],
    [
      'a condition that holds',
      'mutation ($yes: Boolean!) { send { crate { weigh @include(if: $yes) id @skip(if: $yes) } } }',
      ['send', 'crate', 'weigh'],
      { yes: true },
    ],
    [
      'a type name beside it',
      'mutation { send { __typename crate { __typename weigh } } }',
      ['send', 'crate', 'weigh'],
    ],
  ])('in %s, over its limit, nothing is written; below it, all is', async (_what, query, path, variables = {}) => {
    await weigh(1);
    expect((await ask(query, { variables })).data).toMatchObject({ [path[0] ?? '']: expect.anything() });
    const before = written.length;
    expect(before).toBeGreaterThan(0);
    await ask('{ sent { crate { weigh } } }');
    counted = 0;
    const { data, errors } = await ask(query, { variables });
    expect(data).toEqual({ [path[0] ?? '']: null });
    expect(errors).toEqual([limited(...path)]);
    expect(written).toHaveLength(before);
    expect(counted).toBe(0);
  });

  test('what is skipped, or of a type that nothing can have there, is not counted', async () => {
    await weigh(2);
    const query = `mutation ($no: Boolean!) {
      send { crate { id weigh @include(if: $no) } parcel { ... on Letter { stamp ... on Parcel { ... on Crate { weigh } } } } ...S @include(if: $no) }
    } fragment S on Sent { crates { weigh } }`;
    const { data, errors } = await ask(query, { variables: { no: false } });
    expect(errors).toEqual([]);
    expect(data).toEqual({ send: { crate: { id: 'c' }, parcel: { stamp: 1 } } });
    expect(written).toEqual(['send']);
  });

  test('all places are counted together: the first that there is no room for answers, and no other is used', async () => {
    const three =
      'mutation { note send { crate { a: weigh } b: crate { weigh } } post lose { parcel { ... on Crate { c: weigh } } } }';
    const { data, errors } = await ask(three);
    expect(data).toEqual({ note: null, send: null, post: null, lose: null });
    expect(errors).toEqual([notRun('note'), notRun('send'), notRun('post'), limited('lose', 'parcel', 'c')]);
    expect(written).toEqual([]);
    const two = await ask('mutation { note send { crate { a: weigh } b: crate { weigh } } one: post two: post }');
    expect(two.errors).toEqual([]);
    expect(two.data.send).toEqual({ crate: { a: 1 }, b: { weigh: 2 } });
    expect(written).toEqual(['note', 'send', 'post', 'post']);
    expect((await ask('mutation { send { crate { weigh } } }')).errors).toEqual([limited('send', 'crate', 'weigh')]);
  });

  test('a field that cannot be null takes all of the data with it', async () => {
    await weigh(2);
    const { data, errors } = await ask('mutation { note sendOnly { crate { weigh } } }');
    expect(data).toBeNull();
    expect(errors).toContainEqual(limited('sendOnly', 'crate', 'weigh'));
    expect(written).toEqual([]);
  });

  test('of a list one is counted before, and each further one when it is reached', async () => {
    const { data, errors } = await ask('mutation { send { crates { weigh } } }');
    expect(data).toEqual({ send: { crates: [{ weigh: 1 }, { weigh: 2 }, { weigh: null }] } });
    expect(errors).toEqual([limited('send', 'crates', 2, 'weigh')]);
    expect(written).toEqual(['send']);
    expect((await ask('mutation { send { crates { weigh } } }')).errors).toEqual([limited('send', 'crates', 'weigh')]);
    expect(written).toEqual(['send']);
  });

  test('a place that is not reached is counted as well', async () => {
    for (let i = 0; i < 2; i += 1) expect((await ask('mutation { lose { crate { weigh } } }')).errors).toEqual([]);
    expect(counted).toBe(0);
    expect((await ask('mutation { lose { crate { weigh } } }')).errors).toEqual([limited('lose', 'crate', 'weigh')]);
    expect(written).toEqual(['lose', 'lose']);
  });

  test('what is refused before anything runs is not counted, nor told of', async () => {
    const query = 'mutation { send { crate { weigh } secret { plan } } }';
    for (let i = 0; i < 3; i += 1) {
      const { errors } = await ask(query);
      expect(errors).toEqual([
        expect.objectContaining({ path: ['send', 'secret', 'plan'], extensions: { code: 'FORBIDDEN' } }),
      ]);
    }
    expect(written).toEqual([]);
    expect((await ask('mutation { send { crate { a: weigh b: weigh } } }')).errors).toEqual([]);
  });

  test('a document that is sent again, alone or in a batch, is counted again', async () => {
    const query = 'mutation Again { send { crate { weigh } } }';
    const batch = Array.from({ length: 4 }, () => ({ query }));
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ann.accessToken}` },
      body: JSON.stringify(batch),
    });
    const refused = { data: { send: null }, errors: [limited('send', 'crate', 'weigh')] };
    expect(await response.json()).toEqual([
      { data: { send: { crate: { weigh: 1 } } } },
      { data: { send: { crate: { weigh: 2 } } } },
      refused,
      refused,
    ]);
    expect((await ask(query)).errors).toEqual([limited('send', 'crate', 'weigh')]);
    expect(written).toEqual(['send', 'send']);
  });

  test('of twenty at the same time five are written', async () => {
    const query = 'mutation { send { parcel { ... on Letter { stamp } } } }';
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(query)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(5);
    expect(answers.filter(({ data }) => data.send === null)).toHaveLength(15);
    expect(written).toHaveLength(5);
    expect(counted).toBe(5);
  });

  test('a query that comes to a field of the mutation counts it as any other', async () => {
    const query = '{ sent { again { a: post b: post c: post } } }';
    const { data, errors } = await ask(query);
    expect(data).toEqual({ sent: { again: { a: 'post', b: 'post', c: null } } });
    expect(errors).toEqual([limited('sent', 'again', 'c')]);
  });
});

test('with RATE_LIMITS=off nothing is counted', async () => {
  const server = await startServer({ env: { RATE_LIMITS: 'off' }, modules: [parcels] });
  try {
    written = [];
    const { accessToken } = await server.register('ann@example.com');
    for (let i = 0; i < 4; i += 1) {
      const answer = await server.request('mutation { send { crate { weigh } } }', { token: accessToken });
      expect(answer.errors).toEqual([]);
    }
    expect(written).toHaveLength(4);
  } finally {
    await server.close();
  }
});

// Embedded, they are in memory, which does not fail.
onPostgres('where uses cannot be counted, nothing is written', async () => {
  const place = await createServerPlace('PostgreSQL');
  const server = await startServer({ place, env: { RATE_LIMITS: 'on' }, modules: [parcels] });
  try {
    written = [];
    const { accessToken: token } = await server.register('ann@example.com');
    const send = () => server.request('mutation { note send { crate { weigh } } }', { token });
    expect((await send()).errors).toEqual([]);
    expect(written).toEqual(['note', 'send']);
    await withDatabase(place, ({ query }) => query.schema.dropTable('rate_counts').execute());
    const { data, errors } = await send();
    expect(data).toEqual({ note: null, send: null });
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['note'], 'INTERNAL_SERVER_ERROR'],
      [['send'], 'INTERNAL_SERVER_ERROR'],
    ]);
    expect(written).toEqual(['note', 'send']);
  } finally {
    await server.close();
    await place.remove();
  }
});
