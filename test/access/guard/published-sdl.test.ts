import { describe, expect, test } from '@jest/globals';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { subgraph } from '../subgraph.js';
import { anonymous, answerOf, buildSchema, protect, ROLES } from '../support.js';

const OURS = /auth|public|includes|AuthRule|ClaimRule|ADMIN|Role/;
const sdlOf = async (schema: GraphQLSchema) =>
  answerOf(await execute({ schema, document: parse('{ _service { sdl } }'), contextValue: { viewer: anonymous } }));

describe('the SDL that a subgraph tells', () => {
  const given = subgraph(
    'type Query { orders: [Order] @auth(role: ADMIN) } type Order @key(fields: "id") { id: ID!  total: Int @auth(role: ADMIN) } extend type Order @auth(scopes: ["orders"])',
  );

  test('has no rules in it, nor roles, and all the rest', async () => {
    expect((await sdlOf(given)).data).toEqual({ _service: { sdl: expect.stringMatching(OURS) } });
    const { data, errors } = await sdlOf(protect(given));
    expect(errors).toEqual([]);
    const { sdl } = (data as { _service: { sdl: string } })._service;
    // Those of federation, which the library defines.
    expect(sdl.replaceAll(/federation__authenticated/g, '')).not.toMatch(OURS);
    expect(sdl).toContain('@link(url: "https://specs.apollo.dev/federation/v2.7"');
    expect(sdl.replace(/\s+/g, ' ')).toContain('type Order @key(fields: "id") { id: ID! total: Int }');
    parse(sdl);
  });

  test('is as it was in the schema that was given', async () => {
    const before = await sdlOf(given);
    protect(given);
    expect(await sdlOf(given)).toEqual(before);
  });
});

describe('an SDL that is made by hand', () => {
  const served = (sdl: unknown) =>
    protect(
      buildSchema(`type Query { _service: _Service! a: Int @auth } type _Service { sdl: String } ${ROLES}`, {
        Query: { _service: () => ({ sdl }) },
      }),
    );

  test.each<[string, unknown]>([
    ['at once', 'type A @auth { a: Int }'],
    ['later', Promise.resolve('type A @auth { a: Int }')],
    ['by a function', async () => 'type A @auth { a: Int }'],
    ['as an object', new String('type A @auth { a: Int }')],
    ['with a comment', '# @auth\ntype A { a: Int }'],
  ])('has no rules either, given %s', async (_when, sdl) => {
    expect(await sdlOf(served(sdl))).toEqual({ data: { _service: { sdl: 'type A {\n  a: Int\n}' } }, errors: [] });
  });

  test('is another one when it changes', async () => {
    let count = 0;
    const schema = served(() => `type A${++count} @auth { a: Int }`);
    const answers = [await sdlOf(schema), await sdlOf(schema)].map(({ data }) => data);
    expect(answers).toEqual([1, 2].map((n) => ({ _service: { sdl: `type A${n} {\n  a: Int\n}` } })));
  });

  test('may be missing', async () => {
    expect(await sdlOf(served(null))).toEqual({ data: { _service: { sdl: null } }, errors: [] });
  });

  test('is not told if it is no SDL', async () => {
    expect(await sdlOf(served('type A @auth(role: ADMIN'))).toEqual({
      data: { _service: { sdl: null } },
      errors: [{ path: '_service.sdl', code: 'INTERNAL_SERVER_ERROR' }],
    });
  });
});
