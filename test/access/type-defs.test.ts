import { describe, expect, test } from '@jest/globals';
import { buildSchema as buildPlain, parse, print } from 'graphql';
import { accessTypeDefs } from '../../src/access/index.js';

describe('accessTypeDefs', () => {
  test('defines the directives and the input, and goes with an enum Role', () => {
    const schema = buildPlain(`${accessTypeDefs()} enum Role { USER } type Query { a: Int @auth(role: USER) }`);
    const auth = schema.getDirective('auth');
    expect(auth?.isRepeatable).toBe(true);
    expect(auth?.locations).toEqual(['OBJECT', 'INTERFACE', 'FIELD_DEFINITION']);
    expect(auth?.args.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual([
      'role: Role',
      'owner: String',
      'anyOf: [AuthRule!]',
    ]);
    expect(schema.getDirective('public')?.locations).toEqual(['FIELD_DEFINITION']);
    expect(schema.getDirective('includes')?.locations).toEqual(['ENUM_VALUE']);
  });

  test('takes another name for the enum of roles, everywhere', () => {
    const definitions = print(parse(accessTypeDefs({ role: 'Rank' })));
    expect(definitions).toContain('@auth(role: Rank, owner: String, anyOf: [AuthRule!])');
    expect(definitions).toContain('input AuthRule {\n  role: Rank\n');
    expect(definitions).not.toMatch(/\bRole\b/);
  });
});
