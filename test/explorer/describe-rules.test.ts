import { describe, expect, test } from '@jest/globals';
import { buildClientSchema, buildSchema, introspectionFromSchema, isObjectType } from 'graphql';
import { describeRules } from '../../src/explorer/describe-rules.js';

const SCHEMA = buildSchema(`
  type Query { "A b." f("An argument." a: In): E  g: S  h: Int }
  input In { "X." i: Int }
  enum E { "V." V }
  scalar S`);
const refused = (rule: string) => ({ access: 'refused', rule }) as const;

const described = (rules: Parameters<typeof describeRules>[1], schema = SCHEMA) =>
  describeRules(introspectionFromSchema(schema), rules);

function descriptionOf(description: string, rule = 'role ADMIN'): string | null | undefined {
  const schema = buildSchema(`type Query { ${JSON.stringify(description)} f: Int }`);
  const client = buildClientSchema(described({ 'Query.f': { access: 'depends', rule } }, schema));
  const query = client.getType('Query');
  return isObjectType(query) ? query.getFields().f?.description : undefined;
}

describe('the rule of a place is in its description', () => {
  test('wherever one may stand, and nowhere else', () => {
    const coordinates = ['Query.f', 'Query.f(a:)', 'Query.g', 'In.i', 'E', 'E.V', 'S'];
    const rules = Object.fromEntries(coordinates.map((coordinate) => [coordinate, refused(`rule of ${coordinate}`)]));
    const text = JSON.stringify(described(rules));
    for (const coordinate of coordinates) expect(text).toContain(`**Access:** \`rule of ${coordinate}\` – **refused**`);
    expect(text.match(/\*\*Access/g)).toHaveLength(coordinates.length);
    expect(described({})).toEqual(introspectionFromSchema(SCHEMA));
  });

  test('a rule that is not told is a verdict alone', () => {
    const text = JSON.stringify(described({ 'Query.f': { access: 'allowed', rule: '' } }));
    expect(text).toContain('A b.  \\n**Access:** allowed"');
  });

  test('what is called as every object has something is nothing of it', () => {
    const schema = buildSchema('type Query { f: constructor } enum constructor { V }');
    expect(described({}, schema)).toEqual(introspectionFromSchema(schema));
  });

  test.each([
    ['a line', 'One.', 'One.  \n**Access:** RULE'],
    ['two paragraphs', 'One\ntwo.\n\nThree.', 'One\ntwo.  \n**Access:** RULE\n\nThree.'],
    ['a list', '- one\n- two', '**Access:** RULE\n\n- one\n- two'],
    ['a block of code', '    x', 'x  \n**Access:** RULE'],
    ['a heading', '# One\n\nTwo', '**Access:** RULE\n\n# One\n\nTwo'],
  ])('after the first paragraph, if there is one: %s', (_name, description, expected) => {
    const rule = '`role ADMIN` – depends on the object or the arguments';
    expect(descriptionOf(description)).toBe(expected.replace('RULE', rule));
  });

  test('what a rule quotes is no Markdown', () => {
    expect(descriptionOf('One.', 'policy "a`b`` <i>[x](javascript:1)"')).toContain(
      '``` policy "a`b`` <i>[x](javascript:1)" ```',
    );
  });
});
