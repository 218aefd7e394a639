// docs/migrating/from-type-graphql.md
import assert from 'node:assert/strict';
import { check, checkLater, makeFolder, run, write } from '../folders.mjs';
import { asTold, readPage } from './page.mjs';
import { allRequests, answersAsTold, comparesData, install, printsAsTold, withServer } from './programs.mjs';
import { ARGUMENT, both, printing } from './type-graphql-steps.mjs';

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
  assert.match(output(), /root fields[\s\S]*Query\.products/);
  assert.match(output(), /^would refuse Product\.supplier FORBIDDEN$/m);
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
