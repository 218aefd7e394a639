import { describe, expect, test } from '@jest/globals';
import { buildSchema, execute, type GraphQLError, parse, validate } from 'graphql';
import { withoutValues } from '../../../src/server/graphql/error-message.js';

const schema = buildSchema(`
  enum Role { USER ADMIN }
  input Account { email: String! password: String! roles: [Role!] age: Int }
  type Query { register(input: Account!): Int rank(role: Role, limit: Int): Int }
`);

const SECRET = 'hush "; Did you mean hush at "hush"; hush?';

/** What a client would be told about this variable. */
async function messagesFor(input: unknown): Promise<readonly string[]> {
  const document = parse('query ($input: Account!) { register(input: $input) }');
  const { errors = [] } = await execute({ schema, document, variableValues: { input } });
  return messages(errors);
}

function messages(errors: readonly GraphQLError[]): readonly string[] {
  return errors.map((error) => withoutValues(error, error.message));
}

describe('the error of a variable', () => {
  const good = { email: 'ann@example.com', password: SECRET };

  test.each([
    [{ ...good, roles: ['ADMN'] }, 'Variable "$input.roles[0]": Value "ADMN" does not exist in "Role" enum.'],
    [{ ...good, roles: [1] }, 'Variable "$input.roles[0]": Enum "Role" cannot represent non-string value.'],
    [{ ...good, emial: SECRET }, 'Variable "$input": Field "emial" is not defined by type "Account".'],
    [{ password: SECRET }, 'Variable "$input": Field "email" of required type "String!" was not provided.'],
    [{ ...good, email: null }, 'Variable "$input.email": Expected non-nullable type "String!" not to be null.'],
    [{ ...good, password: 31415926 }, 'Variable "$input.password": String cannot represent a non string value.'],
    [{ ...good, password: [SECRET] }, 'Variable "$input.password": String cannot represent a non string value.'],
    [{ ...good, age: SECRET }, 'Variable "$input.age": Int cannot represent non-integer value.'],
    [{ ...good, age: 31415926535 }, 'Variable "$input.age": Int cannot represent non 32-bit signed integer value.'],
    [SECRET, 'Variable "$input": Expected type "Account" to be an object.'],
  ])('says where and what was expected, and nothing of the values: %#', async (input, expected) => {
    expect(await messagesFor(input)).toEqual([expected]);
  });
});

describe('the error of a literal', () => {
  const errorsOf = (query: string) => messages(validate(schema, parse(query)));

  test.each([
    [
      '{ register(input: { email: "a", password: 31415926 }) }',
      'password: String cannot represent a non string value.',
    ],
    ['{ rank(role: ADMN) }', 'role: Value "ADMN" does not exist in "Role" enum.'],
    [
      '{ register(input: { email: "a", password: "b", roles: [USER, ADMN] }) }',
      'roles: Value "ADMN" does not exist in "Role" enum.',
    ],
    ['{ rank(limit: "hush") }', 'limit: Int cannot represent non-integer value.'],
    ['{ register(input: null) }', 'input: Expected value of type "Account!".'],
    ['{ regster }', 'Cannot query field "regster" on type "Query".'],
  ])('%s', (query, expected) => {
    expect(errorsOf(query)).toEqual([expected]);
  });
});

describe('a syntax error', () => {
  const messageOf = (query: string) => {
    try {
      parse(query);
      return undefined;
    } catch (error) {
      return error instanceof Error ? withoutValues(error, error.message) : undefined;
    }
  };

  test.each([
    ['{ register(input: { email: "a" "hunter2" }) }', 'Syntax Error: Expected Name, found String.'],
    ['{ register(input: { password: hunter2 "x" }) }', 'Syntax Error: Expected Name, found String.'],
    ['{ rank(limit: 1 31415926) }', 'Syntax Error: Expected Name, found Int.'],
    ['hunter2 { rank }', 'Syntax Error: Unexpected Name.'],
    ['{ rank( }', 'Syntax Error: Expected Name, found "}".'],
  ])('does not repeat what was written: %s', (query, expected) => {
    expect(messageOf(query)).toBe(expected);
  });
});
