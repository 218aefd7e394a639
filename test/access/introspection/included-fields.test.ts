import { describe, expect, test } from '@jest/globals';
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  visit,
} from 'graphql';
import { includedFields } from '../../../src/access/introspection/included-fields.js';
import { variablesOf } from '../../../src/values/variables.js';

/** The response keys of the root selection. */
function keysOf(query: string | DocumentNode, variables: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const { definitions } = typeof query === 'string' ? parse(query) : query;
  const [operation] = definitions.filter(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  );
  const fragments = Object.fromEntries(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  if (!operation) throw new Error('There is no operation.');
  const fields = includedFields(
    { fragments, variableValues: variablesOf(variables, {}) },
    operation.selectionSet,
    new Set(),
  );
  return [...fields].map(({ name, alias }) => alias?.value ?? name.value);
}

/** In so many fragments. */
function nested(node: SelectionNode, depth: number): SelectionNode {
  let inner = node;
  for (let times = 0; times < depth; times += 1)
    inner = { kind: Kind.INLINE_FRAGMENT, selectionSet: { kind: Kind.SELECTION_SET, selections: [inner] } };
  return inner;
}

describe('the fields of a selection', () => {
  test('come in their order, through fragments', () => {
    expect(
      keysOf(`{ a { x } ... { b ... on T { c: x } } ...F d }
        fragment F on T { e ...G f } fragment G on T { g }`),
    ).toEqual(['a', 'b', 'c', 'e', 'g', 'f', 'd']);
  });

  test('of a fragment come once, and a fragment that is not there has none', () => {
    expect(keysOf('{ ...F ...F ...constructor ...__proto__ a } fragment F on T { b ...F }')).toEqual(['b', 'a']);
  });

  test.each([
    ['{ a @skip(if: true) b @include(if: false) c @skip(if: false) @include(if: true) }', ['c']],
    ['{ ... @skip(if: true) { a } ... @include(if: true) { b } ...F @skip(if: true) } fragment F on T { c }', ['b']],
    ['{ ...F @skip(if: true) ...F } fragment F on T { c }', ['c']],
    [
      'query ($yes: Boolean!, $no: Boolean!) { a @skip(if: $yes) b @include(if: $no) c @skip(if: $no) @include(if: $yes) d @skip(if: $yes) @include(if: $yes) }',
      ['c'],
    ],
    ['{ a @other(if: false) }', ['a']],
    ['query ($absent: Boolean) { a @include(if: $absent) }', ['a']],
  ])('that are skipped are left out: %s', (query, expected) => {
    expect(keysOf(query, { yes: true, no: false })).toEqual(expected);
  });

  test('are found however deep they are nested', () => {
    // Deeper than the parser may go.
    const wrap = (node: FieldNode) => (node.name.value === 'a' ? nested(node, 2000) : undefined);
    const deep = visit(parse('{ a b }'), { Field: { leave: wrap } });
    expect(keysOf(deep)).toEqual(['a', 'b']);
    const chain = Array.from({ length: 20_000 }, (_, i) => `fragment F${i} on T { ...F${i + 1} }`).join(' ');
    expect(keysOf(`{ ...F0 } ${chain} fragment F20000 on T { a }`)).toEqual(['a']);
  });
});
