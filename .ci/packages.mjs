// Installs each packed package in an empty folder, compiles a few lines against it as every kind of project does, with
// the types of all it brings, and runs them. `npm run packages` goes before.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { check, closing, installedIn, makeFolder, ROOT, run, write } from './folders.mjs';

const GRAPHQL = { access: '17.1.0', server: '16.15.0' };
const TYPES = { '@types/node': '20.19.43' };
const { devDependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
const CLIENTS = Object.fromEntries(
  [
    '@apollo/client',
    '@types/react',
    '@types/relay-runtime',
    '@urql/core',
    '@urql/exchange-auth',
    'react',
    'relay-runtime',
    'rxjs',
  ].map((name) => [name, devDependencies[name]]),
);
const TSC = [process.execPath, `${ROOT}node_modules/typescript/bin/tsc`];
const JEST = [process.execPath, `${ROOT}node_modules/jest/bin/jest.js`];

const ACCESS = `
import { buildSchema, graphqlSync, type GraphQLSchema } from 'graphql';
import { accessTypeDefs, anonymous, protectSchema, type Access } from '@portcullis/access';
const schema: GraphQLSchema = buildSchema(accessTypeDefs({ role: null }) + 'type Query { open: Int @public  closed: Int @auth }');
const access: Access = protectSchema(schema, { viewerOf: () => anonymous });
const { data, errors } = graphqlSync({ schema: access.schema, source: '{ open closed }', rootValue: { open: 1, closed: 2 } });
console.log(JSON.stringify([data, errors?.map(({ path, extensions }) => [path, extensions['code']])]));`;
const ACCESS_OUTPUT = '[{"open":1,"closed":null},[[["closed"],"UNAUTHENTICATED"]]]';

const TOKENS = `
import { createVerifier, decodeToken, MIN_SECRET_BYTES, type Verification } from '@portcullis/tokens';
const text = ['{"alg":"HS256"}', '{"sub":"ada"}', 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');
const decoded = decodeToken(text);
const none: Verification | undefined = undefined;
console.log(JSON.stringify([typeof createVerifier, typeof decoded, MIN_SECRET_BYTES, none ?? null]));`;

const CLIENT = `
import { type Client, createClient, isCode, LoginDocument, type LoginMutation } from '@portcullis/client';
const answer: LoginMutation = { login: null };
const [definition] = LoginDocument.definitions;
const fetch = async () => new Response(JSON.stringify({ errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }] }));
const client: Client = createClient({ url: 'https://api.example.com/graphql', fetch });
const refused = client.request(LoginDocument, { email: '', password: '' }).catch((error: unknown) => isCode(error, 'FORBIDDEN') && error.code);
refused.then((code) => console.log(JSON.stringify([LoginDocument.kind, definition?.kind, answer, code])));`;

/** Each with the client that it is for. */
const LINKS = `
import { ApolloLink, HttpLink } from '@apollo/client';
import { fetchExchange, type Exchange } from '@urql/core';
import { createClient } from '@portcullis/client';
import { authLink } from '@portcullis/client/apollo';
import { authOptions } from '@portcullis/client/graphql-request';
import { ClientProvider, SignedIn, useAuth } from '@portcullis/client/react';
import { fetchFunction } from '@portcullis/client/relay';
import { authExchange } from '@portcullis/client/urql';
import { createElement } from 'react';
import { Network } from 'relay-runtime';
const client = createClient({ url: 'https://api.example.com/graphql' });
const link = ApolloLink.from([authLink(client), new HttpLink({ uri: client.url })]);
const exchanges: Exchange[] = [authExchange(client), fetchExchange];
const network = Network.create(fetchFunction(client));
const element = createElement(ClientProvider, { client }, createElement(SignedIn, {}, 'hello'));
console.log(JSON.stringify([link instanceof ApolloLink, exchanges.length, typeof network.execute, typeof authOptions(client).fetch, typeof element, typeof useAuth]));`;

const SERVER = `
import { createServer, defineModule, loadConfig, modules, StartupError } from 'portcullis';
import { protectSchema } from 'portcullis/access';
import { createVerifier } from 'portcullis/tokens';
import { LoginDocument } from 'portcullis/client';
const notes = defineModule({ name: 'notes' });
console.log(JSON.stringify([createServer, loadConfig, protectSchema, createVerifier, StartupError].map((each) => typeof each)), modules.length > 5, notes.name, LoginDocument.kind);`;

const CASES = [
  {
    name: '@portcullis/access',
    with: ['@portcullis/errors'],
    others: { graphql: GRAPHQL.access },
    lines: ACCESS,
    output: ACCESS_OUTPUT,
    most: 6,
  },
  {
    name: '@portcullis/tokens',
    with: ['@portcullis/errors'],
    others: TYPES,
    lines: TOKENS,
    output: '["function","object",32,null]',
  },
  {
    name: '@portcullis/client',
    with: [],
    others: {},
    typesOf: { graphql: GRAPHQL.access },
    lines: CLIENT,
    output: '["Document","OperationDefinition",{"login":null},"FORBIDDEN"]',
    most: 1,
  },
  {
    name: '@portcullis/client',
    folder: 'links',
    with: [],
    others: { graphql: GRAPHQL.server, ...CLIENTS },
    lines: LINKS,
    output: '[true,2,"function","function","object","function"]',
    // Those of others are not all sound by themselves.
    skipLibCheck: true,
  },
  {
    name: 'portcullis',
    with: ['create-portcullis', ...['access', 'client', 'errors', 'tokens'].map((each) => `@portcullis/${each}`)],
    others: { graphql: GRAPHQL.server, ...TYPES },
    lines: SERVER,
    output: '["function","function","function","function","function"] true notes Document',
  },
];

/** How projects are compiled, and the extension of a file that is compiled so. */
const KINDS = [
  ['nodenext, a module', 'mts', { module: 'nodenext' }],
  ['nodenext, CommonJS', 'cts', { module: 'nodenext' }],
  ['node16, CommonJS', 'cts', { module: 'node16' }],
  ['bundler', 'ts', { module: 'esnext', moduleResolution: 'bundler' }],
];

for (const each of CASES) {
  const folder = makeFolder(each.folder ?? each.name.replace(/\W+/g, '-'), [each.name, ...each.with], each.others);
  check(`${each.name} installs with npm`, () => {
    const output = run(folder, ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund']);
    // Which version of graphql a project has is its own choice: 17 asks for Node 22.
    const refused = [...output.matchAll(/EBADENGINE +package: '(.+)'/g)].map(([, name]) => name);
    assert.deepEqual(
      refused.filter((name) => name !== `graphql@${GRAPHQL.access}`),
      [],
    );
    assert.doesNotMatch(output, /ERESOLVE/);
    if (each.most !== undefined) {
      const installed = installedIn(folder);
      assert.ok(installed.length <= each.most, installed.map(({ path }) => path).join(', '));
      assert.deepEqual(
        installed.filter(({ hasInstallScript, os }) => hasInstallScript || os),
        [],
      );
    }
    if (each.typesOf)
      run(folder, [
        'npm',
        'install',
        '--no-audit',
        '--no-fund',
        ...Object.entries(each.typesOf).map((of) => of.join('@')),
      ]);
  });
  compileAndRun(folder, each);
  if (each.name === 'portcullis') checkTestingRules(folder);
}

/** As docs/testing-rules.md has it, word for word. */
function checkTestingRules(folder) {
  check('tests of rules, by docs/testing-rules.md', () => {
    const page = readFileSync(`${ROOT}docs/testing-rules.md`, 'utf8');
    const blocks = (language) =>
      [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text]) => text);
    const [schema] = blocks('graphql');
    const [, first] = blocks('access');
    mkdirSync(`${folder}/schema`);
    write(folder, 'schema/shop.graphql', schema);
    write(folder, 'schema/shop.access', first);
    assert.equal(run(folder, blocks('sh')[0].trim().split(' ')), blocks('text')[0]);
  });
}

function compileAndRun(folder, { name, lines, output, others, skipLibCheck = false }) {
  const types = Object.keys(others).some((other) => other === '@types/node') ? ['node'] : [];
  for (const [kind, extension, options] of KINDS) {
    check(`${name} compiles and runs: ${kind}`, () => {
      write(folder, `lines.${extension}`, lines);
      const compilerOptions = {
        target: 'es2023',
        lib: types.length > 0 ? ['es2023'] : ['es2023', 'dom'],
        strict: true,
        skipLibCheck,
        types,
        outDir: 'out',
        ...options,
      };
      write(folder, 'tsconfig.json', JSON.stringify({ compilerOptions, files: [`lines.${extension}`] }));
      run(folder, [...TSC, '-p', '.']);
      const file = `out/lines.${extension.replace('ts', 'js')}`;
      write(folder, 'out/package.json', '{ "type": "module" }');
      assert.equal(run(folder, [process.execPath, file]).trim().split('\n').at(-1), output);
    });
  }
}

const access = CASES[0].name.replace(/\W+/g, '-');
const folder = makeFolder('jest', ['@portcullis/access', '@portcullis/errors'], { graphql: GRAPHQL.access });
check(`${access} in Jest with CommonJS, and one copy however it is imported`, () => {
  run(folder, ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund']);
  write(
    folder,
    'one.test.js',
    `
    const { buildSchema } = require('graphql');
    const { accessTypeDefs, protectSchema } = require('@portcullis/access');
    const { StartupError } = require('@portcullis/errors');
    test('a mistake is a StartupError', () => {
      const schema = buildSchema(accessTypeDefs({ role: null }) + 'type Query { a: Int }');
      expect(() => protectSchema(schema, { viewerOf: () => null })).toThrow(StartupError);
    });`,
  );
  assert.match(
    run(folder, [...JEST, '--rootDir', folder, '--testMatch', '**/one.test.js', '--transform={}']),
    /1 passed/,
  );
  write(
    folder,
    'one.mjs',
    `
    import { createRequire } from 'node:module';
    import * as imported from '@portcullis/access';
    import { StartupError } from '@portcullis/errors';
    const require = createRequire(import.meta.url);
    const required = require('@portcullis/access');
    console.log(imported.protectSchema === required.protectSchema, StartupError === require('@portcullis/errors').StartupError);`,
  );
  assert.equal(run(folder, [process.execPath, 'one.mjs']).trim(), 'true true');
});

const pnpm = makeFolder('pnpm', ['@portcullis/access', '@portcullis/errors'], { graphql: GRAPHQL.access });
check('@portcullis/access installs with pnpm, compiles and runs', () => {
  const { dependencies } = JSON.parse(run(pnpm, ['cat', 'package.json']));
  write(pnpm, 'pnpm-workspace.yaml', `overrides:\n  '@portcullis/errors': ${dependencies['@portcullis/errors']}\n`);
  run(pnpm, ['npm', 'exec', '--yes', '--package=pnpm@10', '--', 'pnpm', 'install', '--ignore-scripts']);
});
compileAndRun(pnpm, { ...CASES[0], name: '@portcullis/access by pnpm' });
closing();
