// docs/migrating/from-graphql-shield.md
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { check, checkLater, makeFolder, ROOT, run, write } from '../folders.mjs';
import { asTold, readPage } from './page.mjs';
import { allRequests, answersAsTold, comparesData, install, printsAsTold, withServer } from './programs.mjs';

const OTHERS = {
  '@apollo/server': '5.5.1',
  '@graphql-tools/schema': '10.0.38',
  graphql: '16.15.0',
  'graphql-middleware': '6.1.35',
  'graphql-shield': '7.6.5',
  jsonwebtoken: '9.0.3',
};

export async function migrateShield() {
  const page = readPage('from-graphql-shield');
  const folder = makeFolder('shield', ['@portcullis/access', '@portcullis/errors'], OTHERS, { type: 'module' });
  install(folder, page);
  comparesData(page);
  for (const program of ['before', 'after'])
    await withServer(page, folder, `${program}.js`, (ask) => answersAsTold(page, program, ask));
  await stepsBetween(page, folder);
  printsAsTold(page, folder, 'access matrix');
  ignoresInterfaces(page, folder);
  staysClosed(page, folder);
}

function staysClosed({ path, text, files }, folder) {
  const schema = files.get('schema.graphql');
  const [, command] = /`npx (portcullis access diff [^`]*)`/.exec(text);
  const diff = [process.execPath, join(ROOT, 'dist/cli/index.js'), ...command.split(' ').slice(1)];
  check(`${path}: ${command} fails when a change opens something, and else does not`, () => {
    const commit =
      'git init -q -b main && git add schema.graphql && git -c user.name=a -c user.email=a@b.c commit -qm a';
    run(folder, ['bash', '-euc', commit]);
    run(folder, diff);
    write(folder, 'schema.graphql', schema.replace('cost: Int @auth(role: MANAGER)', 'cost: Int @auth(role: CLERK)'));
    assert.throws(() => run(folder, diff), /Product\.cost/);
  });
}

/** A program of four lines, for what the page says of shield and interfaces. */
const INTERFACE = `
import { makeExecutableSchema } from '@graphql-tools/schema';
import { graphql } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { deny, shield } from 'graphql-shield';
const typeDefs = 'type Query { node: Node } interface Node { id: ID } type File implements Node { id: ID }';
const resolvers = { Query: { node: () => ({ __typename: 'File', id: '1' }) } };
for (const type of ['Node', 'File']) {
  const schema = applyMiddleware(makeExecutableSchema({ typeDefs, resolvers }), shield({ [type]: deny }));
  console.log(type, JSON.stringify((await graphql({ schema, source: '{ node { id } }' })).data));
}`;

function ignoresInterfaces({ path }, folder) {
  check(`${path}: shield takes a rule for an interface, and does not enforce it`, () => {
    write(folder, 'interface.js', INTERFACE);
    const printed = run(folder, [process.execPath, 'interface.js']);
    assert.equal(printed, 'Node {"node":{"id":"1"}}\nFile {"node":{"id":null}}\n');
  });
}

async function stepsBetween(page, folder) {
  const schema = page.files.get('schema.graphql');

  await checkLater('shield and a dry run: the answers are those of before, and what would be refused is told', () =>
    withServer(page, folder, 'both.js', async (ask, output) => {
      for (const request of allRequests(page))
        assert.deepEqual(asTold(await ask(request), request.before), request.before, request.name);
      const told = output().match(/^would refuse .*$/gm);
      assert.ok(told.includes('would refuse Product.cost FORBIDDEN cleo'));
      assert.deepEqual(
        told.filter((line) => line.endsWith(' max')),
        ['would refuse Order.notes FORBIDDEN max'],
      );
    }),
  );

  await checkLater('a schema without rules starts, and the start names its root fields', () => {
    write(folder, 'schema.graphql', schema.replaceAll(/ @(auth\((?:[^()])*\)|auth|public)/g, ''));
    return withServer(page, folder, 'both.js', async (_ask, output) => {
      assert.match(output(), /root fields[\s\S]*Query\.products/);
      write(folder, 'schema.graphql', schema);
    });
  });

  await checkLater('shield and the rules: the data are those of after', () => {
    write(folder, 'enforced.js', page.files.get('both.js').replace(/^ *dryRun: true,\n/m, ''));
    return withServer(page, folder, 'enforced.js', async (ask) => {
      for (const request of allRequests(page))
        assert.deepEqual((await ask(request)).data, request.after.data, request.name);
    });
  });
}
