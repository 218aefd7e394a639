import { type ASTNode, GraphQLError, locatedError as locateByCounting, type SourceLocation } from 'graphql';

type Path = readonly (string | number)[] | undefined;

/**
 * What `locatedError` of graphql-js gives. That one counts the lines of the document from its beginning for each error,
 * and there can be thousands of errors in an answer; the nodes know where they are.
 */
export function locatedError(fault: unknown, nodes: readonly ASTNode[], path?: Path): GraphQLError {
  if (!(fault instanceof Error)) return placeAt(locateByCounting(fault, undefined, path), nodes);
  const known: Partial<GraphQLError> = fault;
  if (Array.isArray(known.path)) return locateByCounting(fault, nodes, path);
  const error = new GraphQLError(fault.message, { path, originalError: fault });
  const { source, positions, locations } = known;
  if (source && positions && locations)
    return Object.assign(error, { nodes: known.nodes ?? nodes, source, positions, locations });
  return placeAt(error, known.nodes ?? nodes);
}

/** An error at these nodes: what the constructor makes of them, without counting. */
export function errorAt(message: string, nodes: readonly ASTNode[], originalError?: Error): GraphQLError {
  return placeAt(new GraphQLError(message, { originalError }), nodes);
}

/** Gives an error the place of these nodes. */
export function placeAt(error: GraphQLError, nodes: readonly ASTNode[]): GraphQLError {
  const places = nodes.flatMap(({ loc }) => loc ?? []);
  const source = places[0]?.source;
  const located = source && {
    source,
    positions: places.map(({ start }) => start),
    locations: places.map(({ startToken: { line, column } }): SourceLocation => ({ line, column })),
  };
  return Object.assign(error, { nodes, ...located });
}
