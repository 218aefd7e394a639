import { type ASTNode, GraphQLError } from 'graphql';

/**
 * An error of a rule of ours that refuses a document, whatever the schema is. It has its code from the beginning: that
 * tells it from the errors of graphql-js, which speak of the schema.
 */
export function limitError(message: string, nodes?: ASTNode | readonly ASTNode[]): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
}
