import { type GraphQLObjectType, OperationTypeNode } from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { compileFields } from './compile-fields.js';
import { compileSerialFields } from './compile-serial-fields.js';
import type { WriteObject } from './compiled-field.js';
import type { Compiler } from './compiler.js';
import type { Run } from './run.js';

// Fragments in fragments make a short document a long one. Such an operation is compiled each time.
const MAX_KEPT_FIELDS = 10_000;

/** An operation, with some of its `@skip` and `@include` decided. */
export interface CompiledOperation {
  readonly write: WriteObject;
  /** False as soon as it is so large that it is not worth its memory. */
  isWorthKeeping(): boolean;
}

export interface OperationToCompile extends Pick<Compiler, 'conditions' | 'resolverOf'> {
  readonly run: Pick<Run, 'schema' | 'operation' | 'fragments'>;
  readonly rootType: GraphQLObjectType;
}

/**
 * Throws if an `if` of `@skip` or `@include` cannot be had.
 *
 * @param onFields told of how many fields were compiled, each time
 */
export function compileOperation(
  { run: { schema, operation, fragments }, rootType, conditions, resolverOf }: OperationToCompile,
  onFields: (count: number) => void,
): CompiledOperation {
  let fields = 0;
  const count = (more: number) => {
    fields += more;
    onFields(more);
  };
  const compiler: Compiler = {
    schema,
    fragments,
    conditions,
    resolverOf,
    compileFields: (type, selected) => {
      count(selected.size);
      return compileFields(compiler, type, selected);
    },
  };
  const selected = collectFields(schema, fragments, conditions, rootType, operation.selectionSet);
  count(selected.size);
  const compile = operation.operation === OperationTypeNode.MUTATION ? compileSerialFields : compileFields;
  return { write: compile(compiler, rootType, selected), isWorthKeeping: () => fields <= MAX_KEPT_FIELDS };
}
