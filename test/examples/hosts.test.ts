import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { isHere } from '../support/hosts.js';
import { endProcesses, startExample } from '../support/process.js';

const FOLDER = 'examples/hosts';
const SHARED = ['viewer.js', 'shop.js', 'sdl.js'];
const NEST = 'examples/nest/dist/nest/server.js';
const hosts = readdirSync(FOLDER).filter((file) => file.endsWith('.js') && !SHARED.includes(file));
const packagesOf = (file: string) =>
  [...readFileSync(`${FOLDER}/${file}`, 'utf8').matchAll(/ from '([^.'][^']*)'/g)].map(([, name = '']) => name);
const files = [
  ...hosts.filter((file) => packagesOf(file).every(isHere)).map((file) => `${FOLDER}/${file}`),
  ...(isHere('@nestjs/graphql') ? [NEST] : []),
];

const secret = randomBytes(32);
let url = '';

afterEach(endProcesses);

interface Response {
  readonly data: unknown;
  readonly errors?: readonly { readonly path: readonly string[]; readonly extensions: object }[];
}

/** The answer three times, since Mercurius compiles what is asked for again. */
async function ask(query: string, authorization?: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
  const answers: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    const { data, errors = [] } = (await response.json()) as Response;
    answers.push(
      JSON.stringify([data, errors.map(({ path, extensions }) => ({ path: path.join('.'), ...extensions }))]),
    );
  }
  expect(new Set(answers).size).toBe(1);
  return JSON.parse(answers[0] ?? '');
}

function as(subject: string, roles: readonly string[] = [], expiresIn = 900): string {
  return `Bearer ${jwt.sign({ sub: subject, roles }, secret, { issuer: 'shop', expiresIn })}`;
}

const forbidden = (path: string) => ({ path, code: 'FORBIDDEN' });

beforeAll(() => {
  if (files.includes(NEST)) execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'examples/nest']);
});

test('there is an example of every host', () => {
  expect(hosts).toEqual(['express-apollo.js', 'graphql-http.js', 'mercurius.js', 'nexus.js', 'pothos.js', 'yoga.js']);
});

describe.each(files)('%s', (file) => {
  beforeEach(async () => {
    const env = { PORT: '0', JWT_SECRET: secret.toString('base64') };
    ({ url } = await startExample(file, { env }));
  });

  test('answers what its rules allow, and refuses the rest', async () => {
    const products = '{ products { sku price cost } }';
    const pen = { sku: 'pen', price: 3 };
    expect(await ask(products)).toEqual([
      { products: [{ ...pen, cost: null }] },
      [{ path: 'products.0.cost', code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' }],
    ]);
    expect(await ask(products, as('eve', ['CLERK']))).toEqual([
      { products: [{ ...pen, cost: null }] },
      [forbidden('products.0.cost')],
    ]);
    expect(await ask(products, as('kim', ['MANAGER']))).toEqual([{ products: [{ ...pen, cost: 1 }] }, []]);

    const order = '{ order(id: 1) { buyer address } }';
    const address = '12 St James Square';
    expect(await ask(order, as('ada'))).toEqual([{ order: { buyer: 'ada', address } }, []]);
    expect(await ask(order, as('bob'))).toEqual([
      { order: { buyer: 'ada', address: null } },
      [forbidden('order.address')],
    ]);
    // A manager is a clerk, too.
    expect(await ask(order, as('kim', ['MANAGER']))).toEqual([{ order: { buyer: 'ada', address } }, []]);

    const change = 'mutation { restock(sku: "pen") { sku } setPrice(sku: "pen", price: 4) { price } }';
    expect(await ask(change, as('eve', ['CLERK']))).toEqual([
      { restock: null, setPrice: null },
      [{ ...forbidden('restock'), reason: 'NOT_RUN' }, forbidden('setPrice')],
    ]);
    expect(await ask('{ products { price } }')).toEqual([{ products: [{ price: 3 }] }, []]);
    expect(await ask(change, as('kim', ['MANAGER']))).toEqual([
      { restock: { sku: 'pen' }, setPrice: { price: 4 } },
      [],
    ]);

    const spoilt = (reason: string) => [
      { order: null, products: [{ price: 4 }] },
      [{ path: 'order', code: 'UNAUTHENTICATED', reason }],
    ];
    const both = '{ order(id: 1) { id } products { price } }';
    expect(await ask(both, as('ada', [], -60))).toEqual(spoilt('TOKEN_EXPIRED'));
    expect(await ask(both, `${as('ada')}x`)).toEqual(spoilt('TOKEN_INVALID'));
  });
});
