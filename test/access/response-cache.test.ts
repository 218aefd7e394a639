import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import responseCache from '@apollo/server-plugin-response-cache';
import { describe, expect, test } from '@jest/globals';
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { protectSchema } from '../../src/access/index.js';
import { anonymous, as, buildSchema, ROLES, type TestContext } from './support.js';

const BODY = `
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum Level { LOW HIGH @auth(role: ADMIN) }
  type Query {
    news: Int @public @cacheControl(maxAge: 60)
    secret: Int @auth(role: ADMIN) @cacheControl(maxAge: 60)
    said: Int @auth(role: ADMIN)
    later: Int @auth(policy: "later") @cacheControl(maxAge: 60, scope: PUBLIC)
    doc: Doc @public @cacheControl(maxAge: 60)
    level: Level @public @cacheControl(maxAge: 60)
    set(to: Int @auth(role: ADMIN)): Int @public @cacheControl(maxAge: 60)
  }
  type Doc @cacheControl(maxAge: 60) { text: String @auth(role: ADMIN)  plain: String @cacheControl(maxAge: 60) }
  ${ROLES}`;

type Info = GraphQLResolveInfo & {
  readonly cacheControl: { setCacheHint(hint: { readonly maxAge?: number; readonly scope?: string }): void };
};

const build = () =>
  buildSchema(BODY, {
    Query: {
      news: () => 1,
      secret: () => 2,
      // A resolver of a protected field that takes itself for public.
      said: (_source: unknown, _args: unknown, _context: unknown, info: Info) => {
        info.cacheControl.setCacheHint({ maxAge: 60, scope: 'PUBLIC' });
        return 3;
      },
      later: async () => 4,
      doc: () => ({ text: 't', plain: 'p' }),
      level: () => 'HIGH',
      set: (_source: unknown, { to }: { to: number }) => to,
    },
  });

const protect = (schema: GraphQLSchema) =>
  protectSchema(schema, {
    viewerOf: ({ viewer }: TestContext) => viewer,
    policies: { later: async ({ viewer }) => viewer.roles.includes('ADMIN') },
    onWarning: () => {},
  });

const logger = { debug() {}, info() {}, warn() {}, error() {} };

const caching: readonly ApolloServerPlugin<TestContext>[] = [ApolloServerPluginCacheControl(), responseCache()];

async function serving<T>(
  schema: GraphQLSchema,
  use: (
    ask: (query: string, context: TestContext) => Promise<{ data: unknown; codes: unknown; header: unknown }>,
  ) => Promise<T>,
  plugins = [...caching],
): Promise<T> {
  const server = new ApolloServer<TestContext>({ schema, plugins, logger });
  await server.start();
  try {
    return await use(async (query, context) => {
      const { body, headers } = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: 'POST',
          headers: new HeaderMap([['content-type', 'application/json']]),
          body: { query },
          search: '',
        },
        context: async () => context,
      });
      const { data, errors = [] } = JSON.parse(body.kind === 'complete' ? body.string : '');
      const codes = errors.map(({ extensions }: { extensions: { code: unknown } }) => extensions.code);
      return { data, codes, header: headers.get('cache-control') };
    });
  } finally {
    await server.stop();
  }
}

const ATTEMPTS: readonly (readonly [query: string, granted: unknown, refused: unknown])[] = [
  ['{ secret }', { secret: 2 }, { secret: null }],
  ['{ said }', { said: 3 }, { said: null }],
  ['{ later }', { later: 4 }, { later: null }],
  ['{ news secret }', { news: 1, secret: 2 }, { news: 1, secret: null }],
  ['{ doc { text plain } }', { doc: { text: 't', plain: 'p' } }, { doc: { text: null, plain: 'p' } }],
  ['{ level }', { level: 'HIGH' }, { level: null }],
  ['{ set(to: 1) }', { set: 1 }, { set: null }],
];

const admin: TestContext = { viewer: as('a1', 'ADMIN') };
const nobody: TestContext = { viewer: anonymous };

describe("an administrator's answer is not served to nobody out of Apollo Server's response cache", () => {
  test.each([
    ['as it is', () => protect(build()).schema, /^max-age=60, private$/],
    [
      'made of one that a server has run before',
      async () => {
        const given = build();
        await serving(given, (ask) => ask('{ news }', nobody));
        return protect(given).schema;
      },
      /^(max-age=60, private|no-store)$/,
    ],
  ])('of a schema %s', async (_what, make, header) => {
    const schema = await make();
    await serving(schema, async (ask) => {
      for (const [query, granted, refused] of ATTEMPTS) {
        expect(await ask(query, admin)).toEqual({
          data: granted,
          codes: [],
          header: expect.stringMatching(header),
        });
        const answer = await ask(query, nobody);
        expect([query, answer.data, answer.codes, answer.header]).toEqual([
          query,
          refused,
          ['UNAUTHENTICATED'],
          'no-store',
        ]);
        // And what nobody was told is not told to an administrator.
        expect((await ask(query, admin)).data).toEqual(granted);
      }
    });
  });

  test('which it would be', async () => {
    await serving(build(), async (ask) => {
      expect(await ask('{ secret }', admin)).toEqual({ data: { secret: 2 }, codes: [], header: 'max-age=60, public' });
    });
  });

  test('nor is it public if a plugin says so of a whole response; what it says before the fields run, stands', async () => {
    const after: ApolloServerPlugin<TestContext> = {
      requestDidStart: async () => ({
        willSendResponse: async ({ overallCachePolicy }) =>
          overallCachePolicy.restrict({ maxAge: 30, scope: 'PUBLIC' }),
      }),
    };
    const before: ApolloServerPlugin<TestContext> = {
      requestDidStart: async ({ overallCachePolicy }) => overallCachePolicy.restrict({ maxAge: 30 }),
    };
    const { schema } = protect(build());
    const headerWith = (plugin: ApolloServerPlugin<TestContext>) =>
      serving(schema, async (ask) => (await ask('{ secret }', admin)).header, [plugin, ...caching]);
    expect(await headerWith(after)).toBe('max-age=30, private');
    expect(await headerWith(before)).toBe('max-age=30, public');
  });

  test('and what is public is served out of it', async () => {
    let resolved = 0;
    const given = build();
    const news = given.getQueryType()?.getFields().news;
    if (news)
      news.resolve = () => {
        resolved += 1;
        return resolved;
      };
    await serving(protect(given).schema, async (ask) => {
      for (const context of [admin, nobody])
        expect(await ask('{ news }', context)).toEqual({ data: { news: 1 }, codes: [], header: 'max-age=60, public' });
    });
    expect(resolved).toBe(1);
  });
});

describe('apolloPlugin refuses to start a server', () => {
  const start = async (schema: GraphQLSchema, plugin: ApolloServerPlugin) => {
    const server = new ApolloServer({
      schema,
      plugins: [plugin],
      logger,
    });
    await server.start();
    await server.stop();
  };

  test('with the schema that is not guarded, or another that is', async () => {
    const given = build();
    const access = protect(given);
    const message = /The server has a different schema from the guarded one.+`access\.schema`/;
    await expect(start(given, access.apolloPlugin())).rejects.toThrow(message);
    await expect(start(protect(given).schema, access.apolloPlugin())).rejects.toThrow(message);
  });

  test('but not with its own', async () => {
    const access = protect(build());
    await start(access.schema, access.apolloPlugin());
  });

  test('and answers nothing from a schema that a gateway gave it later', async () => {
    const access = protect(build());
    let load: (schema: GraphQLSchema) => void = () => {};
    const server = new ApolloServer<TestContext>({
      gateway: {
        load: async () => ({ executor: async () => ({ data: { secret: 2 } }) }),
        onSchemaLoadOrUpdate: (callBack) => {
          load = (apiSchema) => callBack({ apiSchema, coreSupergraphSdl: '' });
          load(access.schema);
          return () => {};
        },
        stop: async () => {},
      },
      plugins: [access.apolloPlugin()],
      logger,
    });
    await server.start();
    const ask = async () => {
      const { body } = await server.executeOperation({ query: '{ secret }' }, { contextValue: nobody });
      return body.kind === 'single' ? body.singleResult : undefined;
    };
    expect(await ask()).toEqual({ data: { secret: 2 } });
    load(build());
    const refused = await ask().catch((error: unknown) => ({ data: undefined, thrown: String(error) }));
    expect(refused?.data).toBeUndefined();
    await server.stop();
  });
});
