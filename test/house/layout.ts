/** A folder of `src/`, or a file that stands there by itself. */
export interface Folder {
  /** Below `src/`. `modules/*` stands for each module. */
  readonly path: string;
  /** What it knows, in one sentence. */
  readonly knows: string;
  /** What of ours it imports, types included, beside itself: no more, and no less. */
  readonly imports: readonly string[];
  /** Packages that all of it may import. */
  readonly packages: readonly string[];
  /** Packages for one of its files alone. */
  readonly alone?: Readonly<Record<string, readonly string[]>>;
}

/** From the foundation up: each knows only some of those before it. */
export const layout: readonly Folder[] = [
  {
    path: 'errors.ts',
    knows: 'The closed list of error codes, and the errors that carry them.',
    imports: [],
    packages: [],
  },
  {
    path: 'typed-document.ts',
    knows: 'A GraphQL document with the types of its result and its variables.',
    imports: [],
    packages: [],
  },
  {
    path: 'requirement.ts',
    knows: 'What an operation asks of its viewer, told to a client. Types alone.',
    imports: [],
    packages: [],
  },
  {
    path: 'values',
    knows:
      'What a value is: a promise, a list or an object as graphql-js takes it, a valid text, the value of a variable and of a default, in every version of graphql-js.',
    imports: [],
    packages: [],
    alone: {
      'coerce-variables.ts': ['graphql'],
      'default-value.ts': ['graphql'],
      'leaf-output.ts': ['graphql'],
      'variables.ts': ['graphql'],
    },
  },
  {
    path: 'viewer.ts',
    knows: 'Who the viewer of an operation is.',
    imports: ['errors.ts'],
    packages: [],
  },
  {
    path: 'access/schema',
    knows: 'How a GraphQL schema is copied, walked through and pinned, whatever its rules are.',
    imports: ['errors.ts', 'values'],
    packages: ['graphql'],
  },
  {
    path: 'access/rules',
    knows:
      'What the schema says: directives read and checked, and the rule of every field, argument and value compiled.',
    imports: ['errors.ts', 'values', 'access/schema'],
    packages: ['graphql'],
  },
  {
    path: 'access/decide',
    knows: 'What a viewer may do, decided from the token and the arguments before anything runs.',
    imports: ['errors.ts', 'values', 'viewer.ts', 'access/rules'],
    packages: ['graphql'],
  },
  {
    path: 'access/guard',
    knows: 'What is enforced while an operation runs: guards around resolvers, policies, refusals.',
    imports: ['errors.ts', 'values', 'viewer.ts', 'access/rules', 'access/decide'],
    packages: ['graphql'],
  },
  {
    path: 'access/introspection',
    knows: 'Which part of the schema each viewer sees, and the answers to introspection made of it.',
    imports: ['errors.ts', 'values', 'access/schema', 'access/rules', 'access/decide', 'access/guard'],
    packages: ['graphql'],
  },
  {
    path: 'access/report',
    knows: 'What people read about the rules: matrix, diff, explain, and what a viewer is told of them.',
    imports: ['values', 'viewer.ts', 'access/rules', 'access/decide', 'access/guard', 'access/introspection'],
    packages: ['graphql'],
  },
  {
    path: 'access/test',
    knows:
      'Tests of the rules as people write them: read, run on made-up objects, what of the rules they cover, and reports.',
    imports: ['errors.ts', 'values', 'access', 'access/rules', 'access/decide', 'access/guard', 'access/report'],
    packages: ['graphql'],
  },
  {
    path: 'access/codegen',
    knows:
      'For GraphQL Code Generator: the types of the policies that a schema names and of the viewers that it asks for, and what the operations of a client ask of theirs.',
    imports: ['requirement.ts', 'values', 'access/rules', 'access/decide', 'access/guard', 'access/report'],
    packages: ['graphql'],
  },
  {
    path: 'access',
    knows: 'The face of `portcullis/access`: `protectSchema`, its options, the plugin for Apollo Server.',
    imports: ['viewer.ts', 'access/schema', 'access/rules', 'access/decide', 'access/guard', 'access/introspection'],
    packages: ['graphql'],
  },
  {
    path: 'execution',
    knows: 'Operations compiled once to a tree of functions, and their data written as JSON.',
    imports: ['values'],
    packages: ['graphql'],
  },
  {
    path: 'tokens/jws',
    knows: 'What all tokens have: form, signature, times; algorithms, and how strong a key must be.',
    imports: [],
    packages: ['node:crypto', 'node:util', 'jsonwebtoken', 'lru-cache'],
  },
  {
    path: 'tokens/keys',
    knows: 'Our own keys: sealed, published, rotated, retired.',
    imports: ['errors.ts', 'tokens/jws'],
    packages: ['node:crypto'],
  },
  {
    path: 'tokens/own',
    knows: 'Our own access tokens: issuing and verifying.',
    imports: ['errors.ts', 'tokens/jws', 'tokens/keys'],
    packages: ['jsonwebtoken'],
  },
  {
    path: 'tokens/issuers',
    knows: 'The tokens of other issuers, verified by their keys.',
    imports: ['errors.ts', 'values', 'tokens/jws'],
    packages: ['node:crypto', 'node:util'],
  },
  {
    path: 'tokens',
    knows: 'The face of `portcullis/tokens`: the bearer token of a request, and the viewer that a token makes.',
    imports: ['errors.ts', 'viewer.ts', 'tokens/jws', 'tokens/keys', 'tokens/own', 'tokens/issuers'],
    packages: [],
  },
  {
    path: 'database',
    knows: 'Kysely on SQLite or PostgreSQL: connections, migrations, transactions, faults.',
    imports: ['errors.ts'],
    packages: ['node:*', 'kysely'],
    alone: {
      'sqlite-library.ts': ['better-sqlite3'],
      'sqlite-driver.ts': ['lru-cache'],
      'postgres.ts': ['pg'],
      'listen.ts': ['pg'],
    },
  },
  {
    path: 'module',
    knows: 'What a module is, and what it is given. Types alone.',
    imports: ['errors.ts', 'access', 'tokens', 'database'],
    packages: [],
  },
  {
    path: 'generated',
    knows: 'What `npm run codegen` writes from `schema/`: types of resolvers, and of operations for clients.',
    imports: ['access', 'module', 'typed-document.ts'],
    packages: [],
  },
  {
    path: 'toolkit',
    knows: 'What modules are built with: `defineModule`, variables, pages, loaders, work that repeats.',
    imports: ['errors.ts', 'module'],
    packages: [],
    alone: {
      'client-network.ts': ['node:net'],
      'loader.ts': ['dataloader'],
      'select-page.ts': ['kysely'],
      'define-config.ts': ['zod'],
      'variables.ts': ['zod'],
      'web-address.ts': ['zod'],
    },
  },
  {
    path: 'modules/*',
    knows: 'One domain each: its variables, resolvers, loaders, services, store and migrations.',
    imports: ['errors.ts', 'values', 'tokens', 'database', 'module', 'generated', 'toolkit', 'modules/*'],
    packages: ['node:*', 'kysely', 'zod'],
    alone: {
      'bad-tokens.ts': ['lru-cache'],
      'memory-counters.ts': ['lru-cache'],
      'passwords.ts': ['@node-rs/argon2'],
      'resolvers.ts': ['graphql'],
      'guessable.ts': ['@zxcvbn-ts/core', '@zxcvbn-ts/language-common'],
      'check-smtp.ts': ['nodemailer'],
      'smtp-transport.ts': ['nodemailer'],
    },
  },
  {
    path: 'modules.ts',
    knows: 'The built-in modules, in the order of their start.',
    imports: ['module', 'modules/*'],
    packages: [],
  },
  {
    path: 'server/config',
    knows: 'What an operator sets: the variables of the server, read and checked, and the master key.',
    imports: ['errors.ts', 'access', 'tokens', 'module', 'toolkit'],
    packages: ['node:*', 'zod'],
    alone: { 'trusted-proxies.ts': ['ipaddr.js'] },
  },
  {
    path: 'server/schema',
    knows:
      'The schema of the modules: their SDL put together, the enum of roles, global ids, `node`, what `@cost` and `@listSize` say.',
    imports: ['errors.ts', 'values', 'access', 'module', 'toolkit'],
    packages: ['node:*', '@graphql-tools/schema', 'graphql', 'zod'],
  },
  {
    path: 'server/limits',
    knows: 'What an operation may cost before it is run: its depth, its fields, its lists, its introspection.',
    imports: ['errors.ts', 'values', 'server/config', 'server/schema'],
    packages: ['graphql'],
  },
  {
    path: 'server/http',
    knows: 'Requests and answers: connections, bodies, proxies, pages of other origins. Nothing of GraphQL.',
    imports: ['errors.ts', 'module', 'toolkit', 'server/config', 'server/limits'],
    packages: ['node:*'],
    alone: { 'refresh-cookie.ts': ['cookie'] },
  },
  {
    path: 'server/graphql',
    knows: 'Operations over HTTP: the context of a request, Apollo Server, documents, errors, what was refused.',
    imports: [
      'errors.ts',
      'values',
      'access',
      'execution',
      'tokens',
      'database',
      'module',
      'modules/*',
      'server/config',
      'server/limits',
      'server/http',
    ],
    packages: ['node:*', '@apollo/server', 'graphql', 'lru-cache'],
  },
  {
    path: 'server/access-page',
    knows:
      'The access page at `/access`: who may open it, and what an operation that is tried in it would be answered.',
    imports: [
      'errors.ts',
      'values',
      'access',
      'access/report',
      'tokens',
      'server/config',
      'server/limits',
      'server/http',
      'server/graphql',
    ],
    packages: ['node:*', 'graphql'],
  },
  {
    path: 'server/metrics',
    knows: 'What Prometheus reads: metrics counted and read, on a port of their own.',
    imports: ['errors.ts', 'database', 'module', 'server/config', 'server/http', 'server/graphql'],
    packages: ['node:*'],
    alone: { 'metrics.ts': ['prom-client'], 'process-metrics.ts': ['prom-client'], 'refusal-metrics.ts': ['graphql'] },
  },
  {
    path: 'server/tracing',
    knows: 'Spans of OpenTelemetry around what a server does, where an SDK is loaded.',
    imports: ['values', 'access', 'execution', 'database', 'module', 'server/http'],
    packages: ['@opentelemetry/api'],
    alone: { 'trace-operations.ts': ['graphql'] },
  },
  {
    path: 'server/access-log',
    knows: 'What is recorded of each decision of `@auth`, and where to.',
    imports: ['errors.ts', 'access', 'module', 'toolkit', 'server/config', 'server/http', 'server/graphql'],
    packages: ['node:*'],
    alone: { 'record-file.ts': ['sonic-boom'] },
  },
  {
    path: 'server/explorer',
    knows: 'The page that a browser gets at `/graphql`, its files, and the rules that it tells.',
    imports: ['errors.ts', 'access', 'access/report', 'server/config', 'server/http', 'server/graphql'],
    packages: ['node:*'],
  },
  {
    path: 'server',
    knows: 'The face of a server: the modules and all of its parts at work, from the start to the end.',
    imports: [
      'errors.ts',
      'access',
      'execution',
      'tokens',
      'database',
      'module',
      'toolkit',
      'server/config',
      'server/schema',
      'server/http',
      'server/graphql',
      'server/access-page',
      'server/metrics',
      'server/tracing',
      'server/access-log',
      'server/explorer',
    ],
    packages: ['node:*', '@apollo/server', 'pino', 'pino-pretty'],
  },
  {
    path: 'doctor',
    knows: 'What can be wrong with what a server needs, found by trying it out: one file a check.',
    imports: [
      'errors.ts',
      'tokens',
      'database',
      'module',
      'toolkit',
      'server/config',
      'server/schema',
      'server/http',
      'server/graphql',
      'server/metrics',
      'server/access-log',
      'server',
    ],
    packages: ['node:*', 'kysely'],
  },
  {
    path: 'client',
    knows: 'A client of a server: its session, kept, renewed and shared with other tabs, and typed operations.',
    imports: ['requirement.ts', 'generated'],
    packages: ['graphql'],
  },
  {
    path: 'client/links',
    knows: 'How Apollo Client, urql, Relay and graphql-request send with the session of a client.',
    imports: ['client'],
    packages: [],
    alone: {
      'apollo.ts': ['@apollo/client', 'rxjs'],
      'urql.ts': ['@urql/core', '@urql/exchange-auth'],
    },
  },
  {
    path: 'client/react',
    knows: 'Hooks and components that show who is signed in, and what they may do.',
    imports: ['requirement.ts', 'client'],
    packages: ['react'],
  },
  {
    path: 'explorer',
    knows: 'What runs in the browser at `/graphql`: GraphiQL with sign-in and rules, and Apollo Sandbox.',
    imports: ['client', 'client/links', 'server/explorer'],
    packages: ['graphql', 'graphiql', 'react', 'react-dom', '@graphiql/toolkit'],
  },
  {
    path: 'init',
    knows: 'How a new project is made of the template in `packages/create-portcullis`.',
    imports: ['errors.ts'],
    packages: ['node:*'],
  },
  {
    path: 'cli',
    knows: 'The commands of `portcullis`, thin.',
    imports: [
      'errors.ts',
      'access',
      'access/report',
      'access/test',
      'tokens',
      'database',
      'module',
      'toolkit',
      'modules.ts',
      'server/config',
      'server/schema',
      'server',
      'client',
      'doctor',
      'init',
      'testing',
    ],
    packages: ['node:*', 'commander', 'graphql'],
  },
  {
    path: 'testing',
    knows: 'A server and clients of any viewer, for the tests of a project.',
    imports: ['client', 'module', 'server/config', 'server/schema', 'server', 'tokens', 'toolkit'],
    packages: ['node:*'],
  },
  {
    path: 'index.ts',
    knows: 'The face of `portcullis`: what a server of your own is made of.',
    imports: [
      'errors.ts',
      'database',
      'module',
      'toolkit',
      'modules/*',
      'modules.ts',
      'server/config',
      'server/schema',
      'server',
    ],
    packages: [],
  },
  {
    path: 'main.ts',
    knows: 'The process that `npm start` starts.',
    imports: ['modules.ts', 'server'],
    packages: [],
  },
];

/** The entry of `layout` that a file of `src/` belongs to: the longest that fits. */
export function folderOf(file: string): Folder | undefined {
  const isIn = ({ path }: Folder) => path === file || file.startsWith(`${path.replace('/*', '')}/`);
  return layout.filter(isIn).toSorted((a, b) => b.path.length - a.path.length)[0];
}
