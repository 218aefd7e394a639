// docs/migrating/from-type-graphql.md
import assert from 'node:assert/strict';
import { check, checkLater, makeFolder, run, write } from '../folders.mjs';
import { asTold, readPage } from './page.mjs';
import { allRequests, answersAsTold, comparesData, install, printsAsTold, withServer } from './programs.mjs';

const OTHERS = {
  '@apollo/server': '5.5.1',
  '@graphql-tools/utils': '11.2.2',
  '@types/jsonwebtoken': '9.0.10',
  '@types/node': '20.19.43',
  'class-validator': '0.15.1',
  graphql: '16.15.0',
  'graphql-scalars': '1.26.0',
  jsonwebtoken: '9.0.3',
  'reflect-metadata': '0.2.2',
  'type-graphql': '2.0.0-rc.4',
  typescript: '6.0.3',
};
const REFUSAL = /^(UNAUTHENTICATED|UNAUTHORIZED)$/;

export async function migrateTypeGraphql() {
  const page = readPage('from-type-graphql');
  const folder = makeFolder('type-graphql', ['@portcullis/access', '@portcullis/errors'], OTHERS, { type: 'module' });
  install(folder, page);
  comparesData(page);
  write(folder, 'tsconfig.json', page.blocks.find(({ language }) => language === 'json').text);
  const before = page.files.get('before.ts');
  write(folder, 'silent.ts', before.replace(/^ {2}authChecker,$/m, "  authChecker,\n  authMode: 'null',"));
  write(folder, 'printing.ts', printing(page));
  write(folder, 'both.ts', both(page));
  write(folder, 'argument.ts', ARGUMENT);
  check(`${page.path}: it compiles`, () => assert.equal(run(folder, ['npx', 'tsc']), ''));

  for (const program of ['before', 'after'])
    await withServer(page, folder, `dist/${program}.js`, (ask) => answersAsTold(page, program, ask));
  await checkLater(`${page.path}: authMode null has the same data, and no error for a field that can be null`, () =>
    withServer(page, folder, 'dist/silent.js', (ask) => hasNoRefusals(page, ask)),
  );
  await checkLater(`${page.path}: both decorators and a dry run: the answers are those of before`, () =>
    withServer(page, folder, 'dist/both.js', async (ask, output) => {
      await onlyTells(page, ask, output);
    }),
  );
  check(`${page.path}: a rule stands on a class, and by @Directive on an argument`, () => {
    const printed = run(folder, [process.execPath, 'dist/argument.js']);
    assert.equal(printed, 'FORBIDDEN at a\nFORBIDDEN at b\nFORBIDDEN at c\n');
  });
  run(folder, [process.execPath, 'dist/printing.js']);
  printsAsTold(page, folder, 'access matrix');
}

async function onlyTells(page, ask, output) {
  for (const request of allRequests(page))
    assert.deepEqual(asTold(await ask(request), request.before), request.before, request.name);
  assert.match(output(), /These root fields do not say who may use them[\s\S]*Query\.products/);
  assert.match(output(), /^would refuse Product\.supplier FORBIDDEN$/m);
}

/** What a `@Authorized` of the page becomes. */
const RULES = {
  "@Authorized('MANAGER')": "@Auth({ role: 'MANAGER' })",
  "@Authorized('CLERK', 'MANAGER')": "@Auth({ role: 'CLERK' })",
  "@Authorized('OWNER', 'CLERK', 'MANAGER')": "@Auth({ anyOf: [{ owner: 'buyer' }, { role: 'CLERK' }] })",
  '@Authorized()': '@Auth()',
};

/** The program before, with both decorators and the dry run of the page. */
function both(page) {
  const after = page.files.get('after.ts');
  const { text: protect } = page.blocks.find(
    ({ text, language }) => language === 'ts' && text.includes('dryRun: true'),
  );
  const [viewer] = /^function viewerOf[\s\S]*?^}$/m.exec(after);
  const [roles] = /^const ROLES = .*$/m.exec(after);
  const [extended] = /^const schema = extendSchema.*$/m.exec(after);
  const imports = after.split('\n').filter((line) => /'(@portcullis\/access|graphql|\.\/rules\.js)';$/.test(line));
  return page.files
    .get('before.ts')
    .replace(/^import \{$/m, `${imports.join('\n').replace('Auth, Public', 'Auth')}\nimport {`)
    .replace('readonly user: Claims | null;', 'readonly user: Claims | null;\n  readonly viewer: Viewer;')
    .replaceAll(/^( *)(@Authorized\(.*\))$/gm, (line, indent, decorator) => `${line}\n${indent}${RULES[decorator]}`)
    .replace('const schema =', `${viewer}\n${roles}\nconst built =`)
    .replace(
      /^await serve.*$/m,
      `${extended}\n${protect}\nawait serve(access.schema, (user): Context => ({ user, viewer: viewerOf(user) }));`,
    );
}

/** For what the page says of other places. */
const ARGUMENT = `import 'reflect-metadata';
import { accessTypeDefs, protectSchema, type Viewer } from '@portcullis/access';
import { extendSchema, graphql, parse } from 'graphql';
import { Arg, buildSchema, Directive, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Auth, Public } from './rules.js';
@Auth({ role: 'MANAGER' })
@ObjectType()
class Report {
  @Field(() => Int)
  revenue!: number;
}
@Resolver()
class Reports {
  @Public()
  @Query(() => Report, { nullable: true })
  report(@Directive('@auth(role: MANAGER)') @Arg('year', () => Int, { nullable: true }) year: number | null): Report {
    return { revenue: year ?? 0 };
  }
  @Public()
  @Query(() => Int, { nullable: true })
  sales(@Directive('@auth(role: MANAGER)') @Arg('year', () => Int, { nullable: true }) year: number | null): number {
    return year ?? 0;
  }
}
const built = await buildSchema({ resolvers: [Reports] });
const schema = extendSchema(built, parse(accessTypeDefs() + 'enum Role { MANAGER }'));
const viewer: Viewer = { authenticated: true, issuer: 'shop', subject: 'ann', expiresAt: null, roles: [], scopes: [], claims: {}, reason: null };
const access = protectSchema(schema, { viewerOf: () => viewer });
const source = '{ a: report { revenue } b: report(year: 1) { revenue } c: sales(year: 1) d: sales }';
const { data, errors = [] } = await graphql({ schema: access.schema, source });
if (data?.d !== 0) throw new Error(JSON.stringify(data));
for (const { path, extensions } of errors) console.log(\`\${extensions.code} at \${path?.join('.')}\`);
`;

/** The program after, which prints its schema as the page says instead of serving it. */
function printing(page) {
  const { text } = page.blocks.find(({ text, language }) => language === 'ts' && text.includes('writeFileSync'));
  const [imports, statement] = text.split('\n\n');
  return `${imports}\n${page.files.get('after.ts').replace(/^await serve\([^;]*;$/m, statement)}`;
}

async function hasNoRefusals(page, ask) {
  let silent = 0;
  for (const request of allRequests(page)) {
    const { data, errors = [] } = await ask(request);
    assert.deepEqual(data, request.before.data, request.name);
    assert.ok(!errors.some(({ extensions }) => REFUSAL.test(extensions.code)), request.name);
    if (errors.length < request.before.errors.length) silent += 1;
  }
  assert.ok(silent > 0);
}
