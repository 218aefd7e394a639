import { describe, expect, test } from '@jest/globals';
import { onlyProblemOf, problemsOf, ROLES } from './support.js';

describe('on an argument of a directive', () => {
  test.each(['@auth', '@auth(role: ADMIN)', '@public', '@includes(roles: ["USER"])'])('%s stops the start', (ours) => {
    expect(onlyProblemOf(`directive @cached(for: Int ${ours}) on FIELD`)).toBe(
      `schema/x.graphql:1 @cached: ${ours.replace(/\(.*/, '')} is not enforced here. Take it away.`,
    );
  });

  test('other directives do not', () => {
    const body = 'type Query { ping: Int @public } directive @cached(for: Int @deprecated) on FIELD';
    expect(problemsOf(`${body}\n${ROLES}`)).toEqual([]);
  });
});
