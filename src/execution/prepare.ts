import { type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, visit } from 'graphql';

/** An operation of a document, and what was made of it. */
export interface PreparedOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  /** The names of the variables that decide about `@skip` and `@include`. */
  readonly conditions: readonly string[];
}

/** Finds the operation of a document that a request names; undefined if that is an error. It is the same each time. */
export type Prepare = (
  document: DocumentNode,
  operationName: string | null | undefined,
) => PreparedOperation | undefined;

/** What it keeps goes when the document goes. */
export function createPrepare(): Prepare {
  const prepared = new WeakMap<DocumentNode, readonly PreparedOperation[]>();
  return (document, name) => {
    let operations = prepared.get(document);
    if (!operations) {
      operations = prepareAll(document);
      prepared.set(document, operations);
    }
    if (name === null || name === undefined) return operations.length === 1 ? operations[0] : undefined;
    // Of two with one name graphql-js takes the last.
    return operations.findLast(({ operation }) => operation.name?.value === name);
  };
}

function prepareAll(document: DocumentNode): readonly PreparedOperation[] {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  const conditions = conditionsOf(document);
  return document.definitions
    .filter((d) => d.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => ({ operation, fragments, conditions }));
}

/** Of the whole document: one too many does no harm. */
function conditionsOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
