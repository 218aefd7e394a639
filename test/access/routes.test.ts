import { describe, expect, test } from '@jest/globals';
import { allowed, anonymous, as, ask, forbidden, scene, unauthenticated } from './support.js';

const body = `
  type Query {
    me: User @public
    node: Node @public
    search: [Hit] @public
    users: [User] @public
    team: Team @public
  }
  interface Node { id: ID }
  union Hit = User | Secret | Note
  type User implements Node { id: ID name: String email: String @auth(anyOf: [{ role: ADMIN }, { owner: "id" }]) friend: User }
  type Secret implements Node @auth(role: ADMIN) { id: ID text: String }
  type Note implements Node { id: ID text: String }
  type Team { members: [User] }
`;
const ann = { __typename: 'User', id: 'u1', name: 'Ann', email: 'ann@x' };
const bob = { __typename: 'User', id: 'u2', name: 'Bob', email: 'bob@x', friend: ann };
const secret = { __typename: 'Secret', id: 's1', text: 'secret' };
const note = { __typename: 'Note', id: 'n1', text: 'note' };
const rootValue = {
  me: bob,
  node: bob,
  search: [ann, bob, secret, note],
  users: [ann, null, bob],
  team: { members: [bob, ann] },
};
const { open, guarded } = scene(body);

/** Ann may see her own e-mail alone; the unprotected schema shows them all. */
async function askAnn(query: string) {
  const visible = await ask(open, query, anonymous, rootValue);
  expect(visible.errors).toEqual([]);
  expect(JSON.stringify(visible.data)).toMatch(/bob@x|"secret"/);
  const answer = await ask(guarded, query, as('u1', 'USER'), rootValue);
  expect(JSON.stringify(answer)).not.toMatch(/bob@x|"secret"/);
  return answer;
}

describe('no route leads around a rule', () => {
  test('plain, aliased, and twice under different names', async () => {
    expect(await askAnn('{ me { name email mail: email name2: name } }')).toEqual({
      data: { me: { name: 'Bob', email: null, mail: null, name2: 'Bob' } },
      errors: [forbidden('me.email'), forbidden('me.mail')],
    });
  });

  test('an alias with the name of a field that is open', async () => {
    expect(await askAnn('{ me { name: email id } }')).toEqual({
      data: { me: { name: null, id: 'u2' } },
      errors: [forbidden('me.name')],
    });
  });

  test('a named fragment, an inline one, one in another', async () => {
    const query = `
      { me { ...Contact ... { again: email } ... on User { third: email } } }
      fragment Contact on User { name ...Mail }
      fragment Mail on User { email }
    `;
    expect(await askAnn(query)).toEqual({
      data: { me: { name: 'Bob', email: null, again: null, third: null } },
      errors: [forbidden('me.email'), forbidden('me.again'), forbidden('me.third')],
    });
  });

  test('a fragment on an interface', async () => {
    expect(await askAnn('{ node { id ... on User { email } } me { ... on Node { ... on User { email } } } }')).toEqual({
      data: { node: { id: 'u2', email: null }, me: { email: null } },
      errors: [forbidden('node.email'), forbidden('me.email')],
    });
  });

  test('a union: each row by its own type, the others answer', async () => {
    const query = '{ search { __typename ... on User { name email } ... on Secret { id text } ... on Note { text } } }';
    expect(await askAnn(query)).toEqual({
      data: {
        search: [
          { __typename: 'User', name: 'Ann', email: 'ann@x' },
          { __typename: 'User', name: 'Bob', email: null },
          { __typename: 'Secret', id: null, text: null },
          { __typename: 'Note', text: 'note' },
        ],
      },
      errors: [forbidden('search.1.email'), forbidden('search.2.id'), forbidden('search.2.text')],
    });
  });

  test('a union through an interface that its members share', async () => {
    expect(await askAnn('{ search { ... on Node { id } ... on Secret { text } } }')).toEqual({
      data: { search: [{ id: 'u1' }, { id: 'u2' }, { id: null, text: null }, { id: 'n1' }] },
      errors: [forbidden('search.2.id'), forbidden('search.2.text')],
    });
  });

  test('nesting, of one type in itself and in others', async () => {
    expect(await askAnn('{ me { email friend { email } } team { members { name email } } }')).toEqual({
      data: {
        me: { email: null, friend: { email: 'ann@x' } },
        team: {
          members: [
            { name: 'Bob', email: null },
            { name: 'Ann', email: 'ann@x' },
          ],
        },
      },
      errors: [forbidden('me.email'), forbidden('team.members.0.email')],
    });
  });

  test('a list: only the offending item is null', async () => {
    expect(await askAnn('{ users { name email } }')).toEqual({
      data: { users: [{ name: 'Ann', email: 'ann@x' }, null, { name: 'Bob', email: null }] },
      errors: [forbidden('users.2.email')],
    });
  });

  test('who may see it all sees it all, by any of them', async () => {
    const query = '{ me { email } node { ... on User { mail: email } } search { ...F } } fragment F on Secret { text }';
    expect(await ask(guarded, query, as('root', 'ADMIN'), rootValue)).toEqual(
      allowed({ me: { email: 'bob@x' }, node: { mail: 'bob@x' }, search: [{}, {}, { text: 'secret' }, {}] }),
    );
  });

  test('an anonymous viewer learns that he has no token, at each place', async () => {
    const query = '{ me { name email } search { ... on Secret { text } } }';
    expect(await ask(guarded, query, anonymous, rootValue)).toEqual({
      data: { me: { name: 'Bob', email: null }, search: [{}, {}, { text: null }, {}] },
      errors: [unauthenticated('me.email'), unauthenticated('search.2.text')],
    });
  });

  test('what is skipped is not refused', async () => {
    expect(await ask(guarded, '{ me { name email @skip(if: true) } }', as('u1'), rootValue)).toEqual(
      allowed({ me: { name: 'Bob' } }),
    );
  });
});

test('a protected field that is not nullable takes its parent along, never its value', async () => {
  const strict = scene('type Query { me: User @public } type User { name: String email: String! @auth(role: ADMIN) }');
  const query = '{ me { name email } }';
  expect(await ask(strict.open, query, anonymous, rootValue)).toEqual(allowed({ me: { name: 'Bob', email: 'bob@x' } }));
  expect(await ask(strict.guarded, query, as('u2'), rootValue)).toEqual({
    data: { me: null },
    errors: [forbidden('me.email')],
  });
});
