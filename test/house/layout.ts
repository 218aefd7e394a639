/** A folder of `src/`, or a single file there. */
export interface Folder {
  /** Below `src/`. `modules/*` stands for each module. */
  readonly path: string;
  /** Its purpose, in one sentence. */
  readonly knows: string;
  /** Exactly what else it imports from `src/`, types included. */
  readonly imports: readonly string[];
  /** Packages that all of its files may import. */
  readonly packages: readonly string[];
  /** Packages that only one of its files may import. */
  readonly alone?: Readonly<Record<string, readonly string[]>>;
}

/** From the bottom up: each imports only some of those before it. */
export const layout: readonly Folder[] = [
  {
    path: 'errors.ts',
    knows: 'The closed list of error codes, and the error classes that carry them.',
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
    knows: 'What an operation requires of its viewer, as clients see it. Types only.',
    imports: [],
    packages: [],
  },
  {
    path: 'values',
    knows:
      'What values are, the same for every version of graphql-js: promises, lists, objects, valid text, variables and defaults.',
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
    knows: 'Copying, traversing and pinning a GraphQL schema, independent of its rules.',
    imports: ['errors.ts', 'values'],
    packages: ['graphql'],
  },
  {
    path: 'access/rules',
    knows:
      'Reading and checking the directives of a schema, and compiling the rule of every field, argument and value.',
    imports: ['errors.ts', 'values', 'access/schema'],
    packages: ['graphql'],
  },
  {
    path: 'access/decide',
    knows: 'Deciding what a viewer may do, from the token and the arguments, before anything runs.',
    imports: ['errors.ts', 'values', 'viewer.ts', 'access/rules'],
    packages: ['graphql'],
  },
  {
    path: 'access/guard',
    knows: 'Enforcing rules while an operation runs: guards around resolvers, policies and refusals.',
    imports: ['errors.ts', 'values', 'viewer.ts', 'access/rules', 'access/decide'],
    packages: ['graphql'],
  },
  {
    path: 'access/introspection',
    knows: 'Which part of the schema each viewer sees, and the introspection results for it.',
    imports: ['errors.ts', 'values', 'access/schema', 'access/rules', 'access/decide', 'access/guard'],
    packages: ['graphql'],
  },
  {
    path: 'access/report',
    knows: 'Reports about the rules: matrix, diff, explain, and what a viewer can see of them.',
    imports: ['values', 'viewer.ts', 'access/rules', 'access/decide', 'access/guard', 'access/introspection'],
    packages: ['graphql'],
  },
  {
    path: 'access/test',
    knows: 'Tests of rules in `*.access` files: reading them, running them on generated objects, coverage and reports.',
    imports: ['errors.ts', 'values', 'access', 'access/rules', 'access/decide', 'access/guard', 'access/report'],
    packages: ['graphql'],
  },
  {
    path: 'access/codegen',
    knows:
      'A plugin and a preset for GraphQL Code Generator: types of policies, of viewers that must be signed in, and of what the operations of a client require.',
    imports: ['requirement.ts', 'values', 'access/rules', 'access/decide', 'access/guard', 'access/report'],
    packages: ['graphql'],
  },
  {
    path: 'access',
    knows: 'The public API of `portcullis/access`: `protectSchema`, its options, and the plugin for Apollo Server.',
    imports: ['viewer.ts', 'access/schema', 'access/rules', 'access/decide', 'access/guard', 'access/introspection'],
    packages: ['graphql'],
  },
  {
    path: 'execution',
    knows: 'Compiling an operation once into a tree of functions, and writing its data as JSON.',
    imports: ['values'],
    packages: ['graphql'],
  },
  {
    path: 'tokens/jws',
    knows: 'What all tokens have in common: format, signature, times, algorithms, and the required strength of keys.',
    imports: [],
    packages: ['node:crypto', 'node:util', 'jsonwebtoken', 'lru-cache'],
  },
  {
    path: 'tokens/keys',
    knows: "The server's own signing keys: encrypting, publishing, rotating and retiring them.",
    imports: ['errors.ts', 'tokens/jws'],
    packages: ['node:crypto'],
  },
  {
    path: 'tokens/own',
    knows: "The server's own access tokens: issuing and verifying them.",
    imports: ['errors.ts', 'tokens/jws', 'tokens/keys'],
    packages: ['jsonwebtoken'],
  },
  {
    path: 'tokens/issuers',
    knows: 'Verifying the tokens of other issuers by their keys.',
    imports: ['errors.ts', 'values', 'tokens/jws'],
    packages: ['node:crypto', 'node:util'],
  },
  {
    path: 'tokens',
    knows: 'The public API of `portcullis/tokens`: the bearer token of a request, and the viewer that it represents.',
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
    knows: 'What a module is, and what it receives. Types only.',
    imports: ['errors.ts', 'access', 'tokens', 'database'],
    packages: [],
  },
  {
    path: 'generated',
    knows: 'Generated from `schema/` by `npm run codegen`: types of resolvers, and of operations for clients.',
    imports: ['access', 'module', 'typed-document.ts'],
    packages: [],
  },
  {
    path: 'toolkit',
    knows:
      'Building blocks of modules: `defineModule`, configuration variables, pagination, loaders and repeated tasks.',
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
    knows: 'One domain each: its configuration variables, resolvers, loaders, services, store and migrations.',
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
    knows: 'The built-in modules, in the order in which they start.',
    imports: ['module', 'modules/*'],
    packages: [],
  },
  {
    path: 'server/config',
    knows: "Configuration by the operator: reading and checking the server's variables, and the master key.",
    imports: ['errors.ts', 'access', 'tokens', 'module', 'toolkit'],
    packages: ['node:*', 'zod'],
    alone: { 'trusted-proxies.ts': ['ipaddr.js'] },
  },
  {
    path: 'server/schema',
    knows:
      'The combined schema of the modules: their SDL, the enum of roles, global ids, `node`, `@cost`, `@listSize` and `@limit`.',
    imports: ['errors.ts', 'values', 'access', 'module', 'toolkit'],
    packages: ['node:*', '@graphql-tools/schema', 'graphql', 'zod'],
  },
  {
    path: 'server/limits',
    knows: 'Limits that are checked before an operation runs: depth, fields, lists and introspection.',
    imports: ['errors.ts', 'values', 'server/config', 'server/schema'],
    packages: ['graphql'],
  },
  {
    path: 'server/http',
    knows: 'HTTP requests and responses: connections, bodies, proxies and other origins. Nothing about GraphQL.',
    imports: ['errors.ts', 'module', 'toolkit', 'server/config', 'server/limits'],
    packages: ['node:*'],
    alone: { 'refresh-cookie.ts': ['cookie'] },
  },
  {
    path: 'server/graphql',
    knows: 'GraphQL over HTTP: the context of a request, Apollo Server, documents, errors and refusals.',
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
    knows: 'The access page at `/access`: who may open it, and trying out operations there.',
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
    knows: 'Metrics for Prometheus, on a separate port.',
    imports: ['errors.ts', 'database', 'module', 'server/config', 'server/http', 'server/graphql'],
    packages: ['node:*'],
    alone: { 'metrics.ts': ['prom-client'], 'process-metrics.ts': ['prom-client'], 'refusal-metrics.ts': ['graphql'] },
  },
  {
    path: 'server/tracing',
    knows: "OpenTelemetry spans of the server's work, if an SDK is loaded.",
    imports: ['values', 'access', 'execution', 'database', 'module', 'server/http'],
    packages: ['@opentelemetry/api'],
    alone: { 'trace-operations.ts': ['graphql'] },
  },
  {
    path: 'server/access-log',
    knows: 'Recording each decision of `@auth`, and where the records go.',
    imports: ['errors.ts', 'access', 'module', 'toolkit', 'server/config', 'server/http', 'server/graphql'],
    packages: ['node:*'],
    alone: { 'record-file.ts': ['sonic-boom'] },
  },
  {
    path: 'server/explorer',
    knows: 'The page that a browser gets at `/graphql`, its files, and the rules that it shows.',
    imports: ['errors.ts', 'access', 'access/report', 'server/config', 'server/http', 'server/graphql'],
    packages: ['node:*'],
  },
  {
    path: 'server',
    knows: 'The server as a whole: its modules and parts, from startup to shutdown.',
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
    knows: 'Checks of everything that a server needs, by trying it out. One check per file.',
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
    knows: 'A client of the server: storing, refreshing and sharing its session between tabs, and typed operations.',
    imports: ['requirement.ts', 'generated'],
    packages: ['graphql'],
  },
  {
    path: 'client/links',
    knows: 'Sending with the session of a client from Apollo Client, urql, Relay and graphql-request.',
    imports: ['client'],
    packages: [],
    alone: {
      'apollo.ts': ['@apollo/client', 'rxjs'],
      'urql.ts': ['@urql/core', '@urql/exchange-auth'],
    },
  },
  {
    path: 'client/react',
    knows: 'React hooks and components that show who is signed in and what they may do.',
    imports: ['requirement.ts', 'client'],
    packages: ['react'],
  },
  {
    path: 'explorer',
    knows: 'The code that runs in the browser at `/graphql`: GraphiQL with sign-in and rules, and Apollo Sandbox.',
    imports: ['client', 'client/links', 'server/explorer'],
    packages: ['graphql', 'graphiql', 'react', 'react-dom', '@graphiql/toolkit'],
  },
  {
    path: 'init',
    knows: 'Creating a new project from the template in `packages/create-portcullis`.',
    imports: ['errors.ts'],
    packages: ['node:*'],
  },
  {
    path: 'cli',
    knows: 'The commands of `portcullis`, as thin wrappers.',
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
    knows: 'A server, and clients for any viewer, for the tests of a project.',
    imports: ['client', 'module', 'server/config', 'server/schema', 'server', 'tokens', 'toolkit'],
    packages: ['node:*'],
  },
  {
    path: 'index.ts',
    knows: 'The public API of `portcullis`: everything for a server of your own.',
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
    knows: 'The entry point of `npm start`.',
    imports: ['modules.ts', 'server'],
    packages: [],
  },
];

/** The entry of `layout` that a file of `src/` belongs to: the longest that fits. */
export function folderOf(file: string): Folder | undefined {
  const isIn = ({ path }: Folder) => path === file || file.startsWith(`${path.replace('/*', '')}/`);
  return layout.filter(isIn).toSorted((a, b) => b.path.length - a.path.length)[0];
}
