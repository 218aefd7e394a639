import { type ASTNode, GraphQLError } from 'graphql';

const made = new WeakSet<Error>();

/** An error of a rule of ours that refuses a document, whatever the schema is. */
export function limitError(message: string, nodes?: ASTNode): GraphQLError {
  const error = new GraphQLError(message, { nodes: nodes ?? null });
  made.add(error);
  return error;
}

/** Whether an error is one of those, or was made of one by Apollo. */
export function isLimitError(error: unknown): boolean {
  return error instanceof GraphQLError && (made.has(error) || isLimitError(error.originalError));
}
