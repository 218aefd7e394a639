// docs/migrating/from-apollo-router.md
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse, print } from 'graphql';
import { check, makeFolder, ROOT, write } from '../folders.mjs';
import { readPage, requestsOf } from './page.mjs';
import { allRequests, answersAsTold, comparesData, install, printsAsTold, withServer } from './programs.mjs';

const OTHERS = {
  '@apollo/server': '5.5.1',
  '@apollo/subgraph': '2.14.4',
  '@envelop/core': '5.6.1',
  '@envelop/generic-auth': '11.2.1',
  graphql: '16.15.0',
  jsonwebtoken: '9.0.3',
};

export async function migrateRouter() {
  const page = readPage('from-apollo-router');
  const folder = makeFolder('router', ['@portcullis/access', '@portcullis/errors'], OTHERS, { type: 'module' });
  install(folder, page);
  comparesData(page);
  exportsTheSame(page, folder);

  await behindTheStandIn(page, folder);
  const past = requestsOf(page, 'Past the router');
  for (const program of ['before', 'after']) {
    const requests = program === 'before' ? past : [...allRequests(page), ...past];
    await withServer(page, folder, `${program}.js`, (ask) => answersAsTold(page, program, ask, requests));
  }
}

function exportsTheSame(page, folder) {
  printsAsTold(page, folder, 'access export');
  const withoutPolicy = page.files
    .get('before.graphql')
    .replace(' @policy(policies: [["support"]])', '')
    .replace(', "@policy"]', ']');
  const exported = readFileSync(join(folder, 'exported.graphql'), 'utf8');

  check(`${page.path}: what is exported is the schema of before, without its policy`, () => {
    assert.equal(print(parse(exported)), print(parse(withoutPolicy)));
    assert.notEqual(withoutPolicy, page.files.get('before.graphql'));
  });
  check(
    `${page.path}: the subgraph of before composes, and so does what is exported, to the same but for the policy`,
    () => {
      const before = supergraphOf(page.files.get('before.graphql'));
      assert.match(before, /@requiresScopes\(scopes: \[\["payouts:read"\], \["admin", "money"\]\]\)/);
      assert.match(before, /@authenticated/);
      assert.match(before, /@policy\(policies: \[\["support"\]\]\)/);
      assert.equal(supergraphOf(exported), supergraphOf(withoutPolicy));
      assert.doesNotMatch(supergraphOf(exported), /support|SUPPORT|@auth\b|@public/);
    },
  );
}

function supergraphOf(sdl) {
  const { errors, supergraphSdl } = composeServices([
    { name: 'shop', url: 'http://shop.test/graphql', typeDefs: parse(sdl) },
  ]);
  assert.equal(errors, undefined);
  return supergraphSdl;
}

async function behindTheStandIn(page, folder) {
  const file = join(folder, 'stand-in.mjs');
  write(folder, 'stand-in.mjs', readFileSync(join(ROOT, '.ci/migrating/stand-in-router.mjs'), 'utf8'));
  const { ask } = await import(pathToFileURL(file).href);
  await answersAsTold(page, 'before', ({ viewer, operation }) => ask(operation, page.viewers.get(viewer) ?? null));
}
