import { describe, expect, test } from '@jest/globals';
import { GraphQLSchema } from 'graphql';
import { allowed, anonymous, as, ask, forbidden, scene } from './support.js';

const card = { __typename: 'Card', id: 'c1', ownerId: 'u1', number: '4111', label: 'private' };
const rootValue = { card, any: card };
const query = '{ card { id number label } }';
const seen = { card: { id: 'c1', number: '4111', label: 'private' } };
const user = as('u2', 'USER');

/** The answer with the rules, once it is sure that without them all is seen. */
async function guardedAnswer(body: string, viewer = user, document = query) {
  const { open, guarded } = scene(body);
  expect((await ask(open, document, anonymous, rootValue)).errors).toEqual([]);
  return ask(guarded, document, viewer, rootValue);
}

const root = 'type Query { card: Card @auth any: Sealed @auth }';
const fields = 'id: ID ownerId: ID number: String label: String';

describe('the rules of an interface reach the types that implement it', () => {
  test('its own rule, on every field of the type, those that it does not have among them', async () => {
    const body = `${root} interface Sealed @auth(role: ADMIN) { id: ID } type Card implements Sealed { ${fields} }`;
    const refused = {
      data: { card: { id: null, number: null, label: null } },
      errors: ['card.id', 'card.number', 'card.label'].map(forbidden),
    };
    expect(await guardedAnswer(body)).toEqual(refused);
    expect(await guardedAnswer(body, as('u2', 'ADMIN'))).toEqual(allowed(seen));
  });

  test('the rule of one of its fields, on that field alone', async () => {
    const body = `${root} interface Sealed { id: ID number: String @auth(role: ADMIN) } type Card implements Sealed { ${fields} }`;
    expect(await guardedAnswer(body)).toEqual({
      data: { card: { id: 'c1', number: null, label: 'private' } },
      errors: [forbidden('card.number')],
    });
    expect(await guardedAnswer(body, as('u2', 'ADMIN'))).toEqual(allowed(seen));
  });

  test('by the interface too', async () => {
    const body = `${root} interface Sealed { id: ID number: String @auth(role: ADMIN) } type Card implements Sealed { ${fields} }`;
    expect(await guardedAnswer(body, user, '{ any { id number ... on Card { mine: number label } } }')).toEqual({
      data: { any: { id: 'c1', number: null, mine: null, label: 'private' } },
      errors: [forbidden('any.number'), forbidden('any.mine')],
    });
  });

  test('an interface of the interface, though the type does not name it', async () => {
    const { open, guarded } = scene(`
      ${root}
      interface Root { number: String @auth(role: ADMIN) }
      interface Sealed implements Root { id: ID number: String }
      type Card implements Sealed { ${fields} }
    `);
    // Schemas from elsewhere are often assumed to be valid.
    const assumed = (schema: GraphQLSchema) => new GraphQLSchema({ ...schema.toConfig(), assumeValid: true });
    expect(await ask(assumed(open), '{ card { number } }', user, rootValue)).toEqual(
      allowed({ card: { number: '4111' } }),
    );
    expect(await ask(assumed(guarded), '{ card { number } }', user, rootValue)).toEqual({
      data: { card: { number: null } },
      errors: [forbidden('card.number')],
    });
    const admin = as('u2', 'ADMIN');
    expect((await ask(assumed(guarded), '{ card { number } }', admin, rootValue)).errors).toEqual([]);
  });

  test('an interface of the interface', async () => {
    const body = `
      ${root}
      interface Root { number: String @auth(role: ADMIN) }
      interface Sealed implements Root { id: ID number: String }
      type Card implements Sealed & Root { ${fields} }
    `;
    expect(await guardedAnswer(body)).toEqual({
      data: { card: { id: 'c1', number: null, label: 'private' } },
      errors: [forbidden('card.number')],
    });
  });

  test('all of several interfaces, and the type and the field besides', async () => {
    const body = `
      ${root}
      interface Sealed { number: String @auth(role: EDITOR) }
      interface Kept { number: String @auth(role: SUPPORT) }
      type Card implements Sealed & Kept { id: ID ownerId: ID label: String number: String @auth(owner: "ownerId") }
    `;
    const hidden = { data: { card: { ...seen.card, number: null } }, errors: [forbidden('card.number')] };
    for (const viewer of [as('u1', 'EDITOR'), as('u1', 'SUPPORT'), as('u2', 'EDITOR', 'SUPPORT')]) {
      expect(await guardedAnswer(body, viewer)).toEqual(hidden);
    }
    expect(await guardedAnswer(body, as('u1', 'EDITOR', 'SUPPORT'))).toEqual(allowed(seen));
  });

  test('an interface that the type takes on in an extension, with a rule in an extension', async () => {
    const body = `
      ${root}
      interface Sealed { id: ID number: String }
      extend interface Sealed @auth(role: USER)
      interface Kept { label: String }
      extend interface Kept @auth(role: ADMIN)
      type Card implements Sealed { ${fields} }
      extend type Card implements Kept
    `;
    expect(await guardedAnswer(body)).toEqual({
      data: { card: { id: null, number: null, label: null } },
      errors: ['card.id', 'card.number', 'card.label'].map(forbidden),
    });
    expect(await guardedAnswer(body, as('u2', 'ADMIN'))).toEqual(allowed(seen));
  });

  test('a weaker rule on the field of the type does not loosen them', async () => {
    const body = `${root} interface Sealed { number: String @auth(role: ADMIN) } type Card implements Sealed { id: ID label: String number: String @auth }`;
    expect((await guardedAnswer(body)).errors).toEqual([forbidden('card.number')]);
  });

  test('an owner that the interface names is read on the type', async () => {
    const body = `${root} interface Sealed @auth(owner: "ownerId") { ownerId: ID } type Card implements Sealed { id: ID ownerId: ID! number: String label: String }`;
    expect(await guardedAnswer(body, as('u1'))).toEqual(allowed(seen));
    expect(await guardedAnswer(body, as('u2'))).toEqual({
      data: { card: { id: null, number: null, label: null } },
      errors: ['card.id', 'card.number', 'card.label'].map(forbidden),
    });
  });

  test('a type that does not implement it is free of them', async () => {
    const body = `${root} interface Sealed @auth(role: ADMIN) { id: ID } type Other implements Sealed { id: ID } type Card { ${fields} }`;
    expect(await guardedAnswer(body)).toEqual(allowed(seen));
  });

  test('a root type under an interface', async () => {
    const body = 'interface Sealed { secret: Int @auth(role: ADMIN) } type Query implements Sealed { secret: Int }';
    const { guarded } = scene(body);
    expect(await ask(guarded, '{ secret }', user, { secret: 1 })).toEqual({
      data: { secret: null },
      errors: [forbidden('secret')],
    });
    expect(await ask(guarded, '{ secret }', as('u2', 'ADMIN'), { secret: 1 })).toEqual(allowed({ secret: 1 }));
  });
});
