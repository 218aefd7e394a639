import { type FieldNode, GraphQLError, type GraphQLResolveInfo, OperationTypeNode } from 'graphql';
import type { ErrorCode } from '../../errors.js';
import { includedFields } from './included-fields.js';

/** The operation that is executed, the fragments of its document, and its variables, coerced. */
export type OperationParts = Pick<GraphQLResolveInfo, 'operation' | 'fragments' | 'variableValues'>;

/** What an operation asks of the schema itself, as far as it is not skipped. */
export type Introspection =
  /** Nothing. */
  | { readonly kind: 'none' }
  /** These root fields, and no data. */
  | { readonly kind: 'alone'; readonly fields: readonly FieldNode[] }
  /** It asks beside data, or below the root, where no shape can answer. */
  | { readonly kind: 'refused'; readonly error: GraphQLError };

/**
 * Tells whether an operation introspects, and whether it may be answered from a shape. graphql-js resolves `__schema`
 * and `__type` wherever the query type is selected, so in `{ payload { query { __schema } } }` too, and from the schema
 * that it executes: anywhere but at the root of a query they are refused. The work is linear in the document.
 */
export function introspectionOf(parts: OperationParts): Introspection {
  const { operation, selectionSet } = parts.operation;
  const fields = [...includedFields(parts, selectionSet, new Set())];
  const others = fields.filter((field) => !isIntrospection(field));
  const [misplaced] = operation === OperationTypeNode.QUERY ? [] : fields.filter(isIntrospection);
  const elsewhere = misplaced ?? findBelow(parts, others);
  if (elsewhere) return refused(elsewhere, 'Select __schema and __type only at the root of a query.');
  if (others.length === fields.length) return { kind: 'none' };
  const data = others.find(({ name }) => name.value !== '__typename');
  if (data) return refused(data, 'Select __schema and __type in a separate query, without other fields.');
  return { kind: 'alone', fields };
}

function isIntrospection({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

/** The first introspection field below these, at any depth. */
function findBelow(parts: OperationParts, fields: readonly FieldNode[]): FieldNode | undefined {
  const seen = new Set<string>();
  const pending = [...fields];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (!next.selectionSet) continue;
    for (const field of includedFields(parts, next.selectionSet, seen)) {
      if (isIntrospection(field)) return field;
      pending.push(field);
    }
  }
  return undefined;
}

function refused(nodes: FieldNode, message: string): Introspection {
  const code: ErrorCode = 'BAD_USER_INPUT';
  return { kind: 'refused', error: new GraphQLError(message, { nodes, extensions: { code } }) };
}
