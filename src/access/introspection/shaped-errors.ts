import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  validate,
} from 'graphql';
import type { Misfit } from '../../values/coerce-variables.js';
import { readVariables } from '../decide/variables.js';

/** What came of a request before anything ran, and what it was. */
export interface FailedRequest {
  readonly errors: readonly GraphQLError[];
  readonly document?: DocumentNode | undefined;
  readonly operation?: OperationDefinitionNode | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface ShapedErrorsOptions {
  /** What documents and variables were found not to fit. */
  readonly schema: GraphQLSchema;
  /** Whether an error comes from a validation rule of the host's, which refuses a document whatever the schema is. */
  readonly isOwn: (error: GraphQLError) => boolean;
}

/** @param shapeOf asked if it matters; undefined if nothing is shown, or it cannot be known what */
export type ShapedErrors = (shapeOf: () => GraphQLSchema | undefined, failed: FailedRequest) => readonly GraphQLError[];

const VALIDATION_FAILED = 'GRAPHQL_VALIDATION_FAILED';
const NOT_SHOWN = 'The document does not match a part of the schema that is not visible to you.';
const MAX_ERRORS = 10;
const TOO_MANY = 'Too many validation errors, error limit reached. Validation aborted.';

/**
 * Errors of a document, or of variables, as they are without what the viewer's shape hides: a name that is hidden is as
 * unknown as one that is in no schema, and what is wrong behind it is not told. Where the shape finds nothing wrong,
 * one sentence without names says so. Other errors stay as they are.
 */
export function createShapedErrors({ schema, isOwn }: ShapedErrorsOptions): ShapedErrors {
  return (shapeOf, failed) => {
    const { errors, document, operation, variables } = failed;
    const [first] = errors;
    if (!first || !document || errors.some(({ path }) => path)) return errors;
    if (errors.every(({ extensions }) => extensions.code === VALIDATION_FAILED)) {
      // It was not looked at any further, as it would be dear.
      const own = errors.filter(isOwn);
      if (own.length > 0) return own;
      const shape = shapeOf();
      const inShape = shape ? [...problemsOf(shape, document, MAX_ERRORS), ...rootless(shape, document)] : [];
      const others = othersOf(schema, document, errors, inShape);
      const isHidden = inShape.length === 0 && others.length < errors.length;
      return [...others, ...(isHidden ? [notShown(first)] : inShape.map(invalid))];
    }
    const definition = definitionOf(first);
    if (!definition || !operation) return errors;
    const shape = shapeOf();
    const read = shape ? readVariables(shape, operation, variables) : { misfits: [] };
    const misfits = 'misfits' in read ? read.misfits : [];
    return misfits.length > 0 ? misfits.map(misfitError) : [misfitError({ definition, problem: 'no input type' })];
  };
}

/** What no rule of graphql-js says of the full schema, but one that the host has added. */
function othersOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  errors: readonly GraphQLError[],
  inShape: readonly GraphQLError[],
): readonly GraphQLError[] {
  const shown = new Set(inShape.map(keyOf));
  if (errors.every((error) => shown.has(keyOf(error)))) return [];
  const known = new Set(problemsOf(schema, document, errors.length).map(keyOf));
  return errors.filter((error) => error.message !== TOO_MANY && !known.has(keyOf(error)));
}

function problemsOf(schema: GraphQLSchema, document: DocumentNode, maxErrors: number): readonly GraphQLError[] {
  try {
    return validate(schema, document, undefined, { maxErrors });
  } catch {
    // Nested deeper than the stack goes, say.
    return [];
  }
}

/** graphql-js does not look into an operation that the schema has no root type for. */
function rootless(schema: GraphQLSchema, { definitions }: DocumentNode): readonly GraphQLError[] {
  const operation = definitions.find(
    (node) => node.kind === Kind.OPERATION_DEFINITION && !schema.getRootType(node.operation),
  );
  return operation ? [notShown(new GraphQLError('', { nodes: operation }))] : [];
}

/** A host can have suggestions made or not. */
function keyOf({ message, locations }: GraphQLError): string {
  const [sentence] = message.split(' Did you mean ', 1);
  return JSON.stringify([sentence, locations]);
}

function invalid({ message, nodes, source, positions }: GraphQLError): GraphQLError {
  const extensions = { code: VALIDATION_FAILED, http: { status: 400 } };
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions,
  });
}

/** At the same place, but nobody is told what stands there. */
function notShown({ source, positions }: GraphQLError): GraphQLError {
  return invalid(new GraphQLError(NOT_SHOWN, { source: source ?? null, positions: positions ?? null }));
}

/** The variable that an error says is not fitted by what was sent. */
function definitionOf({ nodes: [node] = [], extensions }: GraphQLError) {
  return extensions.code === 'BAD_USER_INPUT' && node?.kind === Kind.VARIABLE_DEFINITION ? node : undefined;
}

/** The value is not repeated, as it may be a secret, and large. */
function misfitError(misfit: Misfit): GraphQLError {
  return new GraphQLError(messageOf(misfit), { nodes: misfit.definition, extensions: { code: 'BAD_USER_INPUT' } });
}

const MAX_REASON_LENGTH = 300;

function messageOf(misfit: Misfit): string {
  const name = misfit.definition.variable.name.value;
  if (misfit.problem === 'no input type') return `Invalid value for $${name}.`;
  if (misfit.problem === 'not provided')
    return `Variable "$${name}" of required type "${misfit.type}" was not provided.`;
  if (misfit.problem === 'null') return `Variable "$${name}" of non-null type "${misfit.type}" must not be null.`;
  const path = misfit.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return `Variable "$${name}${path}": ${misfit.reason.message.slice(0, MAX_REASON_LENGTH)}`;
}
