import { describe, expect, test } from '@jest/globals';
import { buildSchema as buildPlain, isInputObjectType, parse, print } from 'graphql';
import { accessTypeDefs } from '../../../src/access/index.js';

describe('accessTypeDefs', () => {
  test('defines the directives and the inputs, and goes with an enum Role', () => {
    const schema = buildPlain(`${accessTypeDefs()} enum Role { USER } type Query { a: Int @auth(role: USER) }`);
    const auth = schema.getDirective('auth');
    expect(auth?.isRepeatable).toBe(true);
    expect(auth?.locations).toEqual(expect.arrayContaining(['OBJECT', 'INTERFACE', 'FIELD_DEFINITION']));
    expect(auth?.args.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual([
      'role: Role',
      'scopes: [String!]',
      'claims: [ClaimRule!]',
      'owner: String',
      'policy: String',
      'anyOf: [AuthRule!]',
    ]);
    const rule = parse(accessTypeDefs()).definitions.find((node) => 'name' in node && node.name?.value === 'AuthRule');
    expect(rule && print(rule)).toBe(
      'input AuthRule {\n  role: Role\n  scopes: [String!]\n  claims: [ClaimRule!]\n  owner: String\n  policy: String\n}',
    );
    const claim = schema.getType('ClaimRule');
    expect(
      isInputObjectType(claim) && Object.values(claim.getFields()).map((f) => `${f.name}: ${String(f.type)}`),
    ).toEqual(['name: String!', 'equals: String', 'in: [String!]', 'argument: String', 'field: String']);
    expect(schema.getDirective('public')?.locations).toEqual(['FIELD_DEFINITION']);
    for (const name of ['includes', 'grants']) {
      expect(schema.getDirective(name)?.locations).toEqual(['ENUM_VALUE']);
      expect(schema.getDirective(name)?.isRepeatable).toBe(false);
    }
    expect(accessTypeDefs({ role: null })).not.toMatch(/@includes|@grants/);
  });

  test('takes another name for the enum of roles, everywhere', () => {
    const definitions = print(parse(accessTypeDefs({ role: 'Rank' })));
    expect(definitions).toContain(
      '@auth(role: Rank, scopes: [String!], claims: [ClaimRule!], owner: String, policy: String, anyOf: [AuthRule!])',
    );
    expect(definitions).toContain('input AuthRule {\n  role: Rank\n');
    expect(definitions).not.toMatch(/\bRole\b/);
  });
});
