import { describe, expect, test } from '@jest/globals';
import { ruleText } from '../../../src/access/report/rule-text.js';
import { compiled } from './support.js';

/** The text of a rule on a field of an object. */
function textOf(...directives: readonly string[]): string {
  const { table } = compiled(`type Query { t: T @public }
    type T { id: ID org: ID f(org: ID, in: In): Int ${directives.join(' ')} }
    input In { org: ID }`);
  return ruleText(table.rules.get('T.f') ?? []);
}

describe('a rule as text', () => {
  test.each([
    ['', ''],
    ['@auth', 'signed in'],
    ['@auth(role: ADMIN)', 'role ADMIN'],
    ['@auth(role: ADMIN) @auth', 'role ADMIN'],
    ['@auth(scopes: ["pay", "read:all"])', 'scope pay and scope read:all'],
    ['@auth(claims: [{ name: "org", equals: "acme" }])', 'claim org is "acme"'],
    ['@auth(claims: [{ name: "org", in: ["a", "b"] }])', 'claim org in ["a", "b"]'],
    ['@auth(claims: [{ name: "org", argument: "in.org" }])', 'claim org is argument in.org'],
    ['@auth(claims: [{ name: "org", field: "org" }])', 'claim org is field org'],
    ['@auth(owner: "id")', 'owner id'],
    ['@auth(policy: "may")', 'policy may'],
    ['@auth(anyOf: [{ role: SUPPORT }, { owner: "id" }])', 'role SUPPORT or owner id'],
    ['@auth(anyOf: [{ role: SUPPORT, scopes: "pay" }, { owner: "id" }])', '(role SUPPORT and scope pay) or owner id'],
    ['@auth(role: USER, anyOf: [{ role: SUPPORT }, { owner: "id" }])', 'role USER and (role SUPPORT or owner id)'],
  ])('%s', (directive, text) => {
    expect(textOf(directive)).toBe(text);
  });

  test('does not tell a claim by a strange name from a clause', () => {
    expect(textOf('@auth(claims: [{ name: "x or role ADMIN", equals: "1" }])')).toBe('claim "x or role ADMIN" is "1"');
    expect(textOf('@auth(policy: "a b")')).toBe('policy "a b"');
  });

  test('shows what cannot be seen: controls of a terminal, and what turns the direction of writing', () => {
    expect(textOf('@auth(policy: "a\\u001b[31m\\u009b\\u202eb\\n")')).toBe('policy "a\\u001b[31m\\u{9b}\\u{202e}b\\n"');
  });
});
