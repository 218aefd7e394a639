// docs/migrating/from-hasura.md
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { parse } from 'yaml';
import { checkLater, makeFolder, write } from '../folders.mjs';
import { hasura } from './hasura-permissions.mjs';
import { readPage } from './page.mjs';
import { answersAsTold, comparesData, install, printsAsTold, withServer } from './programs.mjs';

const POSTGRES = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const OTHERS = {
  '@apollo/server': '5.5.1',
  '@graphql-tools/schema': '10.0.38',
  graphql: '16.15.0',
  jsonwebtoken: '9.0.3',
  pg: '8.23.1',
};
const TABLES = ['articles', 'users'];

export async function migrateHasura() {
  const page = withClaims(readPage('from-hasura'));
  const folder = makeFolder('hasura', ['@portcullis/access', '@portcullis/errors'], OTHERS, { type: 'module' });
  install(folder, page);
  comparesData(page);
  await withDatabase(page, async (url, query) => {
    await answersAsTold(page, 'before', before(page, query));
    const env = { DATABASE_URL: url };
    await withServer(page, folder, 'after.js', (ask) => answersAsTold(page, 'after', ask), env);
    await holdsWithoutFilters(page, folder, env);
  });
  printsAsTold(page, folder, 'access explain');
}

/** The page says what each viewer has in the namespace of Hasura. */
function withClaims(page) {
  const viewers = [...page.viewers].map(([name, { sub, role, org }]) => {
    const variables = {
      'x-hasura-default-role': role,
      'x-hasura-allowed-roles': [role],
      'x-hasura-user-id': sub,
      'x-hasura-org-id': org,
    };
    return [name, { sub, 'https://hasura.io/jwt/claims': variables }];
  });
  const claims = new Map(viewers);
  const { text } = page.blocks.find(({ language }) => language === 'json');
  assert.deepEqual(claims.get('eve'), JSON.parse(text));
  return { ...page, viewers: claims };
}

async function withDatabase(page, use) {
  const name = `portcullis_migrating_${randomBytes(6).toString('hex')}`;
  const url = Object.assign(new URL(POSTGRES), { pathname: name }).href;
  await administer(`create database ${name}`);
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.query(page.files.get('tables.sql'));
    await use(url, (text) => client.query(text));
  } finally {
    await client.end();
    await administer(`drop database if exists ${name} with (force)`);
  }
}

async function administer(statement) {
  const client = new pg.Client({ connectionString: POSTGRES });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** What the metadata of the page answers to a request. */
function before({ files, viewers }, query) {
  const metadata = TABLES.map((table) => parse(files.get(`public_${table}.yaml`)));
  const ask = hasura(metadata, async (table) => (await query(`select * from ${table} order by id`)).rows);
  return ({ viewer, operation }) => {
    const variables = viewers.get(viewer)?.['https://hasura.io/jwt/claims'] ?? {};
    return ask(operation, { ...variables, 'x-hasura-role': variables['x-hasura-default-role'] ?? 'anonymous' });
  };
}

/** The rules of the columns are a second net: they refuse what a resolver should have left out. */
async function holdsWithoutFilters(page, folder, env) {
  const resolvers = page.files.get('resolvers.js');
  const open = resolvers
    .replaceAll(/where: '[^']*\$1\)?'/g, "where: '$1::text is not null'")
    .replace('users where id = $1', 'users where $1::text is not null');
  await checkLater(`${page.path}: without the filters, the rules still refuse what belongs to others`, async () => {
    write(folder, 'resolvers.js', open);
    await withServer(page, folder, 'after.js', (ask) => refusesOthers(ask), env);
  });
}

async function refusesOthers(ask) {
  const notes = await ask({ viewer: 'eve', operation: '{ articles_by_pk(id: 3) { org_id review_notes } }' });
  assert.deepEqual(notes.data, { articles_by_pk: { org_id: 'umbra', review_notes: null } });
  assert.deepEqual(codesOf(notes), [['articles_by_pk.review_notes', 'FORBIDDEN']]);

  const users = await ask({ viewer: 'ann', operation: '{ users { id email } }' });
  assert.deepEqual(users.data.users.map(({ id, email }) => [id, email]).sort(), [
    ['ann', 'ann@example.com'],
    ['bob', null],
    ['eve', null],
  ]);
  assert.deepEqual(
    codesOf(users).map(([, code]) => code),
    ['FORBIDDEN', 'FORBIDDEN'],
  );
}

const codesOf = ({ errors = [] }) => errors.map(({ path, extensions }) => [path.join('.'), extensions.code]);
