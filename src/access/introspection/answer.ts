import { type ExecutionResult, executeSync, type FieldNode, type GraphQLSchema, Kind, type TypeNode } from 'graphql';
import { coercedOf } from '../../values/variables.js';
import type { OperationParts } from './introspection.js';

export interface ShapeQuestion extends OperationParts {
  /** What `introspectionOf` found to be asked alone. */
  readonly fields: readonly FieldNode[];
}

/** The types of the variables that introspection can use. */
const USABLE = ['String', 'Boolean'];

/**
 * Answers introspection from a shape. The document was validated against the full schema, and may name what the shape
 * does not have: of the operation only the fields that are answered are executed, with the variables that they can use.
 */
export function answerFromShape(
  shape: GraphQLSchema,
  { fields, operation, fragments, variableValues }: ShapeQuestion,
): ExecutionResult {
  const variableDefinitions = operation.variableDefinitions?.filter(({ type }) => USABLE.includes(nameOf(type))) ?? [];
  const asked = {
    ...operation,
    variableDefinitions,
    directives: [],
    selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
  } as const;
  const document = { kind: Kind.DOCUMENT, definitions: [asked, ...Object.values(fragments)] } as const;
  return executeSync({ schema: shape, document, variableValues: coercedOf(variableValues) });
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
