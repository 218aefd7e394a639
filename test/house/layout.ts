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
    knows: 'What people read about the rules: matrix, diff, explain.',
    imports: ['values', 'viewer.ts', 'access/rules', 'access/decide', 'access/guard'],
    packages: ['graphql'],
  },
  {
    path: 'access/codegen',
    knows:
      'The types of the policies that a schema names, and of the viewers that it asks for, for GraphQL Code Generator.',
    imports: ['values', 'access/rules'],
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
    path: 'tokens',
    knows: 'JWTs: keys, issuing, verifying, JWKS, trusted issuers.',
    imports: ['errors.ts', 'values', 'viewer.ts'],
    packages: ['node:crypto', 'node:util', 'jsonwebtoken', 'lru-cache'],
  },
  {
    path: 'database',
    knows: 'Kysely on SQLite or PostgreSQL: connections, migrations, transactions, faults.',
    imports: ['errors.ts'],
    packages: ['node:*', 'kysely'],
    alone: { 'sqlite-library.ts': ['better-sqlite3'], 'sqlite-driver.ts': ['lru-cache'], 'postgres.ts': ['pg'] },
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
      'passwords.ts': ['@node-rs/argon2'],
      'resolvers.ts': ['graphql'],
      'guessable.ts': ['@zxcvbn-ts/core', '@zxcvbn-ts/language-common'],
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
    path: 'server',
    knows: 'The rest of a server: configuration, context, schema, Apollo, HTTP, limits, logs.',
    imports: ['errors.ts', 'values', 'access', 'execution', 'tokens', 'database', 'module', 'toolkit', 'modules/*'],
    packages: [
      'node:*',
      '@apollo/server',
      '@graphql-tools/schema',
      'graphql',
      'ipaddr.js',
      'lru-cache',
      'pino',
      'pino-pretty',
      'zod',
    ],
  },
  {
    path: 'client',
    knows: 'Typed operations for clients.',
    imports: ['generated'],
    packages: [],
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
    imports: ['errors.ts', 'access', 'access/report', 'tokens', 'module', 'modules.ts', 'server', 'init'],
    packages: ['node:*', 'commander', 'graphql'],
  },
  {
    path: 'index.ts',
    knows: 'The face of `portcullis`: what a server of your own is made of.',
    imports: ['errors.ts', 'database', 'module', 'toolkit', 'modules/*', 'modules.ts', 'server'],
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
