import { describe, expect, test } from '@jest/globals';
import {
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { rightsOf } from '../../../src/access/decide/rights.js';
import type { Viewer } from '../../../src/access/index.js';
import { createShapedErrors } from '../../../src/access/introspection/shaped-errors.js';
import { createShapes } from '../../../src/access/introspection/shapes.js';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { anonymous, as, buildSchema, ROLES } from '../support.js';

const schema = buildSchema(`
  type Query {
    open(n: Int, hush: Int @auth(role: ADMIN)): Int @public
    set(in: In, level: Level): Int @public
    node: Node @public
    loose(level: Level! = LOW): Int @public
    vault(key: Key!): Vault @auth(role: ADMIN)
  }
  type Mutation { wipe(key: Key): Vault @auth(role: ADMIN) }
  interface Node { id: ID }
  type Doc implements Node { id: ID  text: String  margin: Margin @auth(role: ADMIN)  seal: Int @auth(role: ADMIN) }
  type Margin { note: String }
  type Vault { id: ID  gold: Int }
  type Chest { vault: Vault }
  input In { n: Int  hidden: Int @auth(role: ADMIN)  key: Key @auth(role: ADMIN)  of: In }
  input Key { code: String! }
  enum Level { LOW @auth(role: ADMIN)  HIGH }
  ${ROLES}`);
const table = compileAccess(schema);
const shapeFor = createShapes({ schema, table });
const admin = as('u1', 'ADMIN');
const user = as('u2', 'USER');
const viewers: readonly (readonly [string, Viewer])[] = [
  ['nobody', anonymous],
  ['a user', user],
];
const shapeOf = (viewer: Viewer) => shapeFor(rightsOf(table.roles, viewer));
const shapedErrors = createShapedErrors({ schema, isOwn: ({ extensions }) => extensions.isLimit === true });

const coded = (errors: readonly GraphQLError[], code: string) =>
  errors.map(
    ({ message, nodes, extensions }) =>
      new GraphQLError(message, { nodes: nodes ?? null, extensions: { ...extensions, code } }),
  );
const toldAs = ({ message, locations, extensions: { code } }: GraphQLError) => ({ message, locations, code });

/** What is told of a document; it must not be valid. */
function ofDocument(text: string, shape: GraphQLSchema | undefined, rules: readonly ValidationRule[] = []) {
  const document = parse(text);
  const errors = coded(validate(schema, document, [...specifiedRules, ...rules]), 'GRAPHQL_VALIDATION_FAILED');
  expect(errors).not.toEqual([]);
  return shapedErrors(() => shape, { errors, document }).map(toldAs);
}

/** What is told of variables; they must not fit. */
function ofVariables(text: string, variables: Record<string, unknown>, shape: GraphQLSchema | undefined) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document) ?? undefined;
  const { errors = [] } = getVariableValues(schema, operation?.variableDefinitions ?? [], variables);
  expect(errors).not.toEqual([]);
  return shapedErrors(() => shape, { errors: coded(errors, 'BAD_USER_INPUT'), document, operation, variables }).map(
    toldAs,
  );
}

// Each is wrong besides, or it would be refused and not told to be wrong.
const DOCUMENTS: readonly (readonly [string, string, (name: string) => string])[] = [
  ['a field of the root', 'vault', (name) => `{ ${name}(no: 1) { no } }`],
  ['a field without what must be selected of it', 'vault', (name) => `{ ${name} }`],
  ['a field of the root of mutations', 'wipe', (name) => `mutation { ${name} { no } }`],
  ['a field of a type', 'margin', (name) => `{ node { ... on Doc { ${name} { no } } } }`],
  ['a field that is selected of', 'seal', (name) => `{ node { ... on Doc { ${name} { no } } } }`],
  ['an argument', 'hush', (name) => `{ open(${name}: "no") }`],
  ['an argument beside what is wrong', 'hush', (name) => `{ open(${name}: 1) no }`],
  ['an input field', 'hidden', (name) => `{ set(in: { ${name}: "no" }) }`],
  ['an input field of a hidden type', 'key', (name) => `{ set(in: { of: { ${name}: { no: 1 } } }) }`],
  ['an enum value', 'LOW', (name) => `{ set(level: ${name}) no }`],
  ['an enum value for something else', 'LOW', (name) => `{ open(n: ${name}) set(level: ${name}) }`],
  ['the type of a fragment', 'Vault', (name) => `{ node { ... on ${name} { no } } }`],
  ['the type of a named fragment', 'Margin', (name) => `{ node { ...F } } fragment F on ${name} { no }`],
  ['a type that nothing leads to', 'Chest', (name) => `{ node { ... on ${name} { vault { gold } } } }`],
  ['the type of a variable', 'Key', (name) => `query ($v: ${name}) { set(level: HIGH) }`],
  ['the type of a variable, used', 'Key', (name) => `query ($v: ${name}!) { set(in: $v) }`],
  ['an output type as that of a variable', 'Vault', (name) => `query ($v: ${name}) { open(n: $v) }`],
  ['a directive of ours', 'auth', (name) => `{ open @${name}(role: ADMIN) }`],
  ['an input of ours', 'AuthRule', (name) => `query ($v: [${name}!]) { open }`],
];

describe.each(viewers)('to %s', (_who, viewer) => {
  const shape = shapeOf(viewer);

  test.each(DOCUMENTS)('a hidden name is as unknown as any other: %s', (_what, name, make) => {
    const unknown = `X${'x'.repeat(name.length - 1)}`;
    const withHidden = ofDocument(make(name), shape);
    const withUnknown = ofDocument(make(unknown), shape);
    expect(JSON.parse(JSON.stringify(withHidden).replaceAll(name, unknown))).toEqual(withUnknown);
    const others = /vault|Vault|wipe|margin|Margin|seal|gold|hush|hidden|\bkey\b|Key|\bLOW\b|Chest|AuthRule/g;
    expect((JSON.stringify(withHidden).match(others) ?? []).filter((each) => each !== name)).toEqual([]);
  });

  test.each([
    ['of the wrong type', 'hidden', { hidden: 'no' }],
    ['of a hidden type', 'key', { key: { no: 1 } }],
    ['beside what is wrong', 'hidden', { n: 'no', hidden: 1 }],
    ['deep down', 'hidden', { of: { of: { hidden: [] } } }],
  ])('a hidden input field %s is as unknown as any other in a variable', (_what, name, value) => {
    const text = 'query ($in: In) { set(in: $in) }';
    const unknown = `X${'x'.repeat(name.length - 1)}`;
    const sent = { in: JSON.parse(JSON.stringify(value).replaceAll(`"${name}"`, `"${unknown}"`)) };
    const told = ofVariables(text, { in: value }, shape);
    expect(JSON.parse(JSON.stringify(told).replaceAll(`\\"${name}\\"`, `\\"${unknown}\\"`))).toEqual(
      ofVariables(text, sent, shape),
    );
    expect(told.every(({ code }) => code === 'BAD_USER_INPUT')).toBe(true);
  });

  test('a hidden enum value is as unknown as any other in a variable', () => {
    const text = 'query ($l: [Level], $n: Int!) { set(level: HIGH) open(n: $n) @skip(if: true) }';
    const without = text.replace('$l: [Level], ', '');
    expect(ofVariables(without, {}, shape)).toEqual([
      {
        message: 'Variable "$n" of required type "Int!" was not provided.',
        locations: [{ line: 1, column: 8 }],
        code: 'BAD_USER_INPUT',
      },
    ]);
    const used = 'query ($l: Level, $n: Int!) { set(level: $l) open(n: $n) }';
    const told = (l: string) => JSON.stringify(ofVariables(used, { l, n: 'x' }, shape));
    expect(told('LOW')).toBe(told('ODD').replaceAll('ODD', 'LOW'));
    expect(told('LOW')).toContain('does not exist in \\"Level\\" enum');
  });

  test('nothing is told of a variable of a hidden type but its own name', () => {
    const text = 'query ($k: Key!) { vault(key: $k) { gold } }';
    for (const variables of [{}, { k: null }, { k: { no: 1 } }, { k: { code: 7 } }])
      expect(ofVariables(text, variables, shape)).toEqual([
        { message: 'Invalid value for $k.', locations: [{ line: 1, column: 8 }], code: 'BAD_USER_INPUT' },
      ]);
  });

  test('one sentence tells that what fits all that is shown is wrong nevertheless', () => {
    const sentence = 'The document does not match a part of the schema that is not visible to you.';
    expect(ofDocument('{ loose(level: null) }', shape)).toEqual([
      { message: sentence, locations: [{ line: 1, column: 16 }], code: 'GRAPHQL_VALIDATION_FAILED' },
    ]);
    for (const field of ['wipe', 'nope'])
      expect(ofDocument(`mutation { ${field} { no } }`, shape)).toEqual([
        { message: sentence, locations: [{ line: 1, column: 1 }], code: 'GRAPHQL_VALIDATION_FAILED' },
      ]);
    const text = 'query ($l: Level = HIGH) { loose(level: $l) }';
    expect(validate(schema, parse(text))).toEqual([]);
  });

  test('what is shown is told with its names', () => {
    expect(ofDocument('{ open(m: 1) node { idd } set(level: HIHG) }', shape).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Unknown argument "m" on field "Query.open"\./),
      expect.stringMatching(/^Cannot query field "idd" on type "Node"\./),
      expect.stringMatching(/^Value "HIHG" does not exist in "Level" enum\./),
    ]);
    expect(ofVariables('query ($in: In) { set(in: $in) }', { in: { n: 'no', of: { of: [] } } }, shape)).toMatchObject([
      { message: 'Variable "$in.n": Int cannot represent non-integer value: "no"' },
      { message: 'Variable "$in.of.of": Expected type "In" to be an object.' },
    ]);
  });
});

describe('an administrator is told all names', () => {
  test.each(DOCUMENTS)('%s', (what, name, make) => {
    const told = ofDocument(make(name), shapeOf(admin));
    const full = validate(schema, parse(make(name))).map(({ message }) => message);
    // They are shown to nobody.
    if (!/of ours|nothing leads to/.test(what)) expect(told.map(({ message }) => message)).toEqual(full);
  });
});

test('nothing is suggested that is hidden, and what is shown may be', () => {
  const suggested = (viewer: Viewer) => JSON.stringify(ofDocument('{ vaul { gold } nod { id } }', shapeOf(viewer)));
  expect(suggested(admin)).toMatch(/Did you mean \\"vault\\".*Did you mean \\"node\\"/);
  expect(suggested(anonymous)).toMatch(/^((?!vault\b).)*Did you mean \\"node\\"/);
});

describe('a rule of the host', () => {
  const limit: ValidationRule = (context) => ({
    Field: ({ name }) => {
      if (name.value === 'open')
        context.reportError(new GraphQLError('Not "open".', { extensions: { isLimit: true } }));
      if (name.value === 'node') context.reportError(new GraphQLError('Not "node".'));
    },
  });

  test('that says it refuses whatever the schema is, is told alone', () => {
    const told = ofDocument('{ open vault { no } }', shapeOf(anonymous), [limit]);
    expect(told.map(({ message }) => message)).toEqual(['Not "open".']);
  });

  test('that nobody knows is told beside the rest', () => {
    const told = ofDocument('{ node { id } vault { no } }', shapeOf(anonymous), [limit]);
    expect(told.map(({ message }) => message)).toEqual(['Not "node".', 'Cannot query field "vault" on type "Query".']);
    expect(ofDocument('{ node { id } }', shapeOf(anonymous), [limit])).toMatchObject([{ message: 'Not "node".' }]);
  });
});

test('where no shape is known, no name is told', () => {
  for (const text of ['{ vault { no } }', '{ nope }', '{ open(m: 1) }'])
    expect(ofDocument(text, undefined)).toMatchObject([
      { message: expect.stringMatching(/^The document does not match/) },
    ]);
  expect(ofVariables('query ($in: In) { set(in: $in) }', { in: { hidden: 'x' } }, undefined)).toMatchObject([
    { message: 'Invalid value for $in.' },
  ]);
});

describe('other errors stay as they are', () => {
  const document = parse('{ open }');
  test.each([
    ['of a resolver', new GraphQLError('x', { path: ['open'], extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })],
    ['of a plugin', new GraphQLError('x', { extensions: { code: 'BAD_USER_INPUT' } })],
    ['of the syntax', new GraphQLError('x', { extensions: { code: 'GRAPHQL_PARSE_FAILED' } })],
  ])('%s', (_what, error) => {
    const errors = [error];
    const operation = getOperationAST(document) ?? undefined;
    const never = () => {
      throw new Error('The shape does not matter.');
    };
    expect(shapedErrors(never, { errors, document, operation })).toBe(errors);
  });
});
