import { describe, expect, test } from '@jest/globals';
import { onlyProblemOf, problemsOf, ROLES } from '../support.js';

describe('the coordinate of a mistake is that of the place, not of the type around it:', () => {
  test.each([
    ['enum Level { LOW HIGH @public }', 'Level.HIGH', '@public'],
    ['enum Level { LOW HIGH @includes(roles: ["USER"]) }', 'Level.HIGH', '@includes'],
    ['enum Level { LOW HIGH @grants(scopes: ["all"]) }', 'Level.HIGH', '@grants'],
    ['type T { id: ID @grants(scopes: ["all"]) }', 'T.id', '@grants'],
    ['enum Level { LOW } extend enum Level { HIGH @public }', 'Level.HIGH', '@public'],
    ['input In { id: ID @public }', 'In.id', '@public'],
    ['type T { f(id: ID @public): ID }', 'T.f(id:)', '@public'],
    ['type T { id: ID @includes(roles: ["USER"]) }', 'T.id', '@includes'],
    ['interface I { f(id: ID @includes(roles: ["USER"])): ID }', 'I.f(id:)', '@includes'],
    ['type T @public { id: ID }', 'T', '@public'],
    ['union U @auth = T type T { id: ID }', 'U', '@auth'],
    ['scalar S @public', 'S', '@public'],
  ])('%s', (body, coordinate, directive) => {
    expect(onlyProblemOf(body)).toBe(`schema/x.graphql:1 ${coordinate}: ${directive} is not enforced here. Remove it.`);
  });

  test('a value of the role enum', () => {
    const roles = 'enum Role { USER ADMIN @auth @public }';
    expect(problemsOf(`type Query { ping: Int @public }\n${roles}`)).toEqual([
      'schema/x.graphql:2 Role.ADMIN: @auth is not enforced here. Remove it.',
      'schema/x.graphql:2 Role.ADMIN: @public is not enforced here. Remove it.',
    ]);
  });
});

describe('on an argument of a directive', () => {
  test.each(['@auth', '@auth(role: ADMIN)', '@public', '@includes(roles: ["USER"])', '@grants(scopes: ["all"])'])(
    '%s stops the start',
    (ours) => {
      expect(onlyProblemOf(`directive @cached(for: Int ${ours}) on FIELD`)).toBe(
        `schema/x.graphql:1 @cached: ${ours.replace(/\(.*/, '')} is not enforced here. Remove it.`,
      );
    },
  );

  test('other directives do not', () => {
    const body = 'type Query { ping: Int @public } directive @cached(for: Int @deprecated) on FIELD';
    expect(problemsOf(`${body}\n${ROLES}`)).toEqual([]);
  });
});
