import { type ASTNode, GraphQLError } from 'graphql';
import type { ErrorCode } from '../../errors.js';
import type { Figures } from './operation-figures.js';

/** How much an operation was, and which limits it was above. */
export interface Excess {
  readonly figures: Partial<Figures>;
  readonly above: readonly (keyof Figures)[];
}

const made = new WeakMap<Error, Excess | undefined>();

/** An error of a rule of ours that refuses a document, whatever the schema is. */
export function limitError(message: string, nodes?: ASTNode): GraphQLError {
  const error = new GraphQLError(message, { nodes: nodes ?? null });
  made.set(error, undefined);
  return error;
}

/** The error of an operation above its limits: 400, since nothing was run. */
export function tooComplexError(message: string, excess: Excess): GraphQLError {
  const code: ErrorCode = 'OPERATION_TOO_COMPLEX';
  const error = new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
  made.set(error, excess);
  return error;
}

/** Whether an error is one of those, or was made of one by Apollo. */
export function isLimitError(error: unknown): boolean {
  return error instanceof GraphQLError && (made.has(error) || isLimitError(error.originalError));
}

/** The error of an operation above its limits that this is, or that Apollo made it of; with what was too much. */
export function tooComplexBehind(
  error: unknown,
): { readonly error: GraphQLError; readonly excess: Excess } | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  const excess = made.get(error);
  return excess ? { error, excess } : tooComplexBehind(error.originalError);
}
