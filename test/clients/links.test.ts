import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { fetchExchange, Client as UrqlClient } from '@urql/core';
import { parse } from 'graphql';
import { GraphQLClient } from 'graphql-request';
import { Environment, fetchQuery, type GraphQLTaggedNode, Network, RecordSource, Store } from 'relay-runtime';
import { type Client, isCode, MeDocument } from '../../src/client/index.js';
import { authLink } from '../../src/client/links/apollo.js';
import { authOptions } from '../../src/client/links/graphql-request.js';
import { fetchFunction } from '../../src/client/links/relay.js';
import { authExchange } from '../../src/client/links/urql.js';
import { createCountingModule } from '../client/counting-module.js';
import { createWorld, TTL, type World } from '../client/world.js';
import { ADMIN, PASSWORD } from '../support/server.js';

const PARALLEL = 20;

const counting = createCountingModule();

let world: World;
beforeAll(async () => {
  world = await createWorld({ modules: [counting.module] });
});
afterAll(() => world.close());
afterEach(() => {
  world.network = (send) => send();
});

interface Asking {
  /** The address of the viewer. Rejects with what the client makes of errors. */
  me(): Promise<string | undefined>;
  count(): Promise<unknown>;
}

const COUNT = 'mutation Count { count { runs secret } }';
const relayQuery = (name: string, operationKind: 'query' | 'mutation', text: string): GraphQLTaggedNode =>
  ({
    fragment: { argumentDefinitions: [], kind: 'Fragment', metadata: null, name, selections: [], type: 'Query' },
    kind: 'Request',
    operation: { argumentDefinitions: [], kind: 'Operation', name, selections: [] },
    params: { cacheID: name, id: null, metadata: {}, name, operationKind, text },
  }) as never;

/** Each client with the link that we have for it. */
const CLIENTS: readonly [string, (client: Client) => Asking][] = [
  [
    'Apollo Client',
    (client) => {
      const link = ApolloLink.from([authLink(client), new HttpLink({ uri: world.url, fetch: world.fetch })]);
      const apollo = new ApolloClient({ link, cache: new InMemoryCache(), queryDeduplication: false });
      return {
        me: async () =>
          (await apollo.query({ query: MeDocument, fetchPolicy: 'no-cache' })).data?.me?.email ?? undefined,
        count: async () => (await apollo.mutate({ mutation: parse(COUNT), fetchPolicy: 'no-cache' })).data,
      };
    },
  ],
  [
    'urql',
    (client) => {
      const exchanges = [authExchange(client), fetchExchange];
      const urql = new UrqlClient({ url: world.url, exchanges, fetch: world.fetch, preferGetMethod: false });
      let count = 0;
      return {
        me: async () => {
          count += 1;
          // It answers equal queries with one request.
          const { data, error } = await urql.query(`query Me${count} { me { email } }`, {}).toPromise();
          if (error) throw error;
          return data?.me?.email;
        },
        count: async () => (await urql.mutation(COUNT, {}).toPromise()).data,
      };
    },
  ],
  [
    'Relay',
    (client) => {
      const environment = () =>
        new Environment({ network: Network.create(fetchFunction(client)), store: new Store(new RecordSource()) });
      const fetch = fetchFunction(client);
      return {
        me: async () => {
          const answer = await fetch({ text: 'query Me { me { email } }', name: 'Me', operationKind: 'query' }, {});
          // It takes what it is given for an answer of its own.
          await fetchQuery(environment(), relayQuery('Me', 'query', 'query Me { me { email } }'), {}).toPromise();
          if (answer.errors) throw Object.assign(new Error('refused'), { source: answer });
          return answer.data.me.email;
        },
        count: async () => (await fetch({ text: COUNT, name: 'Count', operationKind: 'mutation' }, {})).data,
      };
    },
  ],
  [
    'graphql-request',
    (client) => {
      const requests = new GraphQLClient(world.url, authOptions(client, world.fetch));
      return {
        me: async () => (await requests.request<{ me: { email: string } | null }>('{ me { email } }')).me?.email,
        count: async () => requests.request(COUNT),
      };
    },
  ],
];

let people = 0;

describe.each(CLIENTS)('%s', (name, connect) => {
  /** Somebody who has just registered. */
  async function somebody(options: Parameters<World['connect']>[0] = {}) {
    people += 1;
    const email = `links${people}@example.com`;
    const client = world.connect(options);
    await client.register({ email, password: PASSWORD });
    return { client, email, ...connect(client) };
  }

  test('sends the access token, and none if nobody is signed in', async () => {
    const { email, me, client } = await somebody();
    expect(await me()).toBe(email);
    await client.logout();
    const error = await me().catch((thrown: unknown) => thrown);
    expect(isCode(error, 'UNAUTHENTICATED')).toBe(true);
    expect(isCode(error, 'FORBIDDEN')).toBe(false);
    await client.login({ email, password: PASSWORD });
    expect(await me()).toBe(email);
  });

  test(`fetches new tokens once for ${PARALLEL} requests that find theirs expired`, async () => {
    const { email, me } = await somebody();
    expect(await me()).toBe(email);
    const before = world.sent('Refresh');
    world.pass(TTL);
    const answers = await Promise.all(Array.from({ length: PARALLEL }, me));
    expect(answers).toEqual(Array(PARALLEL).fill(email));
    expect(world.sent('Refresh') - before).toBe(1);
  });

  test(`fetches new tokens once for ${PARALLEL} requests whose tokens were revoked`, async () => {
    const { email, me, client } = await somebody();
    expect(await me()).toBe(email);
    const admin = world.connect();
    await admin.login(ADMIN);
    const variables = { id: client.state.isSignedIn ? client.state.userId : '' };
    const query = 'mutation ($id: ID!) { setUserRoles(userId: $id, roles: [SUPPORT]) { id } }';
    expect(await admin.execute({ query, variables })).toEqual({ data: { setUserRoles: variables } });
    const before = world.sent('Refresh');
    const answers = await Promise.all(Array.from({ length: PARALLEL }, me));
    expect(answers).toEqual(Array(PARALLEL).fill(email));
    expect(world.sent('Refresh') - before).toBe(1);
  });

  test(`waits for the end of an outage with ${PARALLEL} requests`, async () => {
    const { email, me, client } = await somebody();
    expect(await me()).toBe(email);
    world.pass(TTL);
    let tries = 0;
    world.network = async (send, operation) => {
      if (operation !== 'Refresh') return send();
      tries += 1;
      if (tries <= 2) throw new TypeError('fetch failed');
      return send();
    };
    const answers = await Promise.all(Array.from({ length: PARALLEL }, me));
    expect([answers, tries]).toEqual([Array(PARALLEL).fill(email), 3]);
    expect(client.state).toMatchObject({ isSignedIn: true, reason: 'REFRESHED' });
  });

  test('is told of a session that was ended', async () => {
    const { email, me, client } = await somebody();
    const other = world.connect();
    await other.login({ email, password: PASSWORD });
    await other.execute({ query: 'mutation { logoutAll(exceptCurrent: true) }' });
    const error = await me().catch((thrown: unknown) => thrown);
    expect(isCode(error, 'UNAUTHENTICATED')).toBe(true);
    expect(client.state).toEqual({ isSignedIn: false, reason: 'REVOKED' });
  });

  test('sends nothing as somebody else who signed in meanwhile', async () => {
    const { count, me, client } = await somebody({ clock: Date.now });
    await me();
    world.pass(TTL);
    const before = counting.runs();
    let isHeld = false;
    let letGo = () => {};
    world.network = async (send, operation) => {
      if (operation !== 'Count' || isHeld) return send();
      isHeld = true;
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      return send();
    };
    const asked = count().catch((error: unknown) => error);
    while (!isHeld) await new Promise((resolve) => setTimeout(resolve, 5));
    await client.login(ADMIN);
    letGo();
    await asked;
    expect([name, counting.runs()]).toEqual([name, before]);
    expect(await me()).toBe(ADMIN.email);
  });

  test('sends a mutation again that was held back, and it runs once', async () => {
    const { count, me } = await somebody({ clock: Date.now });
    await me();
    world.pass(TTL);
    const before = counting.runs();
    expect(await count()).toMatchObject({ count: { runs: before + 1 } });
    expect([name, counting.runs()]).toEqual([name, before + 1]);
  });
});
