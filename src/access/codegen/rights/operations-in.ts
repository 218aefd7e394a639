import {
  FieldsOnCorrectTypeRule,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  KnownFragmentNamesRule,
  KnownTypeNamesRule,
  NoFragmentCyclesRule,
  print,
  validate,
} from 'graphql';
import type { Operation } from './operation-requirement.js';
import type { DocumentFile, RightsOptions } from './options.js';

/**
 * What rights are read from has to be there: what is left out asks for nothing. Code generation validates documents
 * itself, if it is not told to skip that, or to write a file for each document.
 */
const RULES = [KnownFragmentNamesRule, NoFragmentCyclesRule, KnownTypeNamesRule, FieldsOnCorrectTypeRule];

/**
 * The operations of all documents, by name. Throws a `TypeError` if one has no name, or that of another, or selects what
 * is not there.
 */
export function operationsIn(
  schema: GraphQLSchema,
  files: readonly DocumentFile[],
  { externalFragments = [] }: Pick<RightsOptions, 'externalFragments'> = {},
): ReadonlyMap<string, Operation> {
  const own = files.flatMap(({ document }) => document?.definitions ?? []);
  const fragments = fragmentsIn([...externalFragments.map(({ node }) => node), ...own.filter(isFragment)]);
  const operations = new Map<string, Operation>();
  for (const { location = 'a document', document } of files) {
    for (const operation of document?.definitions ?? []) {
      if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
      const name = operation.name?.value;
      if (name === undefined)
        throw new TypeError(`An operation in ${location} has no name. Name it: rights are listed by name.`);
      if (operations.has(name)) throw new TypeError(`There are two operations named ${name}. Rename one of them.`);
      operations.set(name, { operation, fragments });
    }
  }
  checkSelections(schema, operations, fragments);
  return operations;
}

type Fragments = Record<string, FragmentDefinitionNode>;

function fragmentsIn(nodes: readonly FragmentDefinitionNode[]): Fragments {
  const fragments: Fragments = Object.create(null);
  for (const node of nodes) {
    const name = node.name.value;
    const known = fragments[name];
    if (known && print(known) !== print(node))
      throw new TypeError(`There are two fragments named ${name}. Rename one of them.`);
    fragments[name] = node;
  }
  return fragments;
}

function checkSelections(
  schema: GraphQLSchema,
  operations: ReadonlyMap<string, Operation>,
  fragments: Fragments,
): void {
  const definitions = [...[...operations.values()].map(({ operation }) => operation), ...Object.values(fragments)];
  const [problem] = validate(schema, { kind: Kind.DOCUMENT, definitions }, RULES);
  if (problem)
    throw new TypeError(`Rights cannot be read from these documents: ${problem.message}`, { cause: problem });
}

function isFragment(node: { readonly kind: Kind }): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}
