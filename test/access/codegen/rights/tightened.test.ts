import { describe, expect, test } from '@jest/globals';
import { compileFiles } from '../support.js';
import { generateClient } from './support.js';

const SDL = {
  Query: `
    me: User @auth
    orders: [Order!] @auth(role: USER)`,
  Mutation: 'cancel(id: ID!): Order @auth(role: USER)',
  User: 'id: ID!  name: String @auth',
  Order: 'id: ID!  total: Int @auth(role: USER)  note: String @auth(role: USER)',
};
type Parts = Partial<typeof SDL>;

const DOCUMENTS = `
  query Me { me { id name } }
  query Orders { orders { id total note } }
  mutation Cancel($id: ID!) { cancel(id: $id) { id } }
`;

/** A client for users. Each line that uses what a rule gives says of which field that is. */
const CLIENT = `
import { createClient } from '../../src/client/index.js';
import * as as from './rights.js';

const client = createClient({ url: 'https://api.example.com/graphql' });

export async function page() {
  const { me } = await client.request(as.MeAsUserDocument);
  const { orders } = await client.request(as.OrdersAsUserDocument); // Query.orders
  const greeting = \`\${me.id}: \${me.name.toUpperCase()}\`; // User.name
  let sum = orders[0]?.total ?? 0;
  const notes: string[] = [];
  for (const { total, note } of orders) {
    sum += total; // Order.total
    notes.push(note.trim()); // Order.note
  }
  const { cancel } = await client.request(as.CancelAsUserDocument, { id: '1' }); // Mutation.cancel
  return { greeting, sum, notes, id: cancel.id };
}
`;

/** The fields that the lines are about in which the compiler finds a mistake. */
async function brokenPlaces(changed: Parts): Promise<ReadonlySet<string>> {
  const sdl = Object.entries({ ...SDL, ...changed }).map(([name, fields]) => `type ${name} { ${fields} }`);
  const { documents, rights } = await generateClient(sdl.join('\n'), DOCUMENTS, { roles: ['USER'] });
  const problems = compileFiles(
    new Map([
      ['documents.ts', documents],
      ['rights.ts', rights],
      ['client.ts', CLIENT],
    ]),
  );
  expect([problems.get('documents.ts'), problems.get('rights.ts')]).toEqual([[], []]);
  const lines = CLIENT.split('\n');
  return new Set(
    problems.get('client.ts')?.map((problem) => lines[Number.parseInt(problem, 10) - 1]?.trim() ?? problem),
  );
}

const linesAbout = (field: string) =>
  new Set(CLIENT.split('\n').flatMap((line) => (line.includes('//') && line.includes(field) ? [line.trim()] : [])));

describe('a rule that is tightened on the server', () => {
  test('breaks nothing while nothing is tightened', async () => {
    expect(await brokenPlaces({})).toEqual(new Set());
  });

  test.each<[string, Parts]>([
    ['User.name', { User: 'id: ID!  name: String @auth(role: SUPPORT)' }],
    ['User.name', { User: 'id: ID!  name: String @auth(owner: "id")' }],
    ['Order.total', { Order: 'id: ID!  total: Int @auth(role: ADMIN)  note: String @auth(role: USER)' }],
    ['Order.note', { Order: 'id: ID!  total: Int @auth(role: USER)  note: String @auth(scopes: ["notes"])' }],
    ['Query.orders', { Query: 'me: User @auth  orders: [Order!] @auth(role: SUPPORT)' }],
    ['Mutation.cancel', { Mutation: 'cancel(id: ID!): Order @auth(role: ADMIN)' }],
  ])('breaks the places that lose %s, and no other', async (field, changed) => {
    expect(await brokenPlaces(changed)).toEqual(linesAbout(field));
  });
});
