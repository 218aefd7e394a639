import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { generateClient } from './support.js';

const RULES = [
  '@auth',
  '@auth(role: USER)',
  '@auth(role: SUPPORT)',
  '@auth(anyOf: [{ role: SUPPORT }, { owner: "id" }])',
  '@auth(scopes: ["orders:read"])',
  '@auth(claims: [{ name: "org", field: "org" }])',
  '@auth(policy: "isMember")',
  '@auth(role: ADMIN) @auth(claims: [{ name: "plan", in: ["team", "enterprise"] }])',
];
const NOUNS = ['User', 'Order', 'Invoice', 'Product', 'Team', 'Report', 'Ticket', 'Session', 'Comment', 'Project'];
const FIELDS = ['name', 'email', 'total', 'status', 'owner', 'notes', 'address', 'balance', 'limit', 'rank'];

/** Twenty types with nine protected fields each, and a root field for each. */
function world() {
  const names = [...NOUNS, ...NOUNS.map((noun) => `${noun}Draft`)];
  const ruleOf = (index: number) => RULES[(index * 7) % RULES.length] ?? '';
  const types = names.map((name, at) => {
    const fields = FIELDS.slice(1).map((field, index) => `${field}: String ${ruleOf(at + index)}`);
    return `type ${name} { id: ID! org: ID ${fields.join(' ')} }`;
  });
  const roots = names.map((name, at) => `${name.toLowerCase()}(id: ID!): ${name} ${RULES[at % 3]}`);
  const documents = names.map(
    (name) => `query Get${name}($id: ID!) { ${name.toLowerCase()}(id: $id) { id ${FIELDS.slice(1).join(' ')} } }`,
  );
  return {
    sdl: `type Query { ${roots.join('\n')} } ${types.join('\n')}`,
    documents,
    protectedFields: names.length * 10,
  };
}

test('the rights of 200 protected fields are small, and those that no operation asks for are not there', async () => {
  const { sdl, documents, protectedFields } = world();
  expect(protectedFields).toBe(200);
  const { rights } = await generateClient(sdl, documents.join('\n'));
  expect(gzipSync(rights, { level: 9 }).length).toBeLessThanOrEqual(2000);
  expect(rights).toContain("policy: 'isMember'");

  const { rights: few } = await generateClient(sdl, documents[0] ?? '');
  expect(few).not.toContain('Order');
  expect(few.length).toBeLessThan(rights.length / 10);
});
