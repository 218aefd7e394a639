import { type ASTNode, GraphQLError, type GraphQLErrorExtensions, type SourceLocation } from 'graphql';

/** Where an error is said to be. */
export interface ErrorPlace {
  readonly path?: readonly (string | number)[];
  readonly nodes?: readonly ASTNode[];
}

/**
 * An error of ours: a `GraphQLError` to whoever looks at it, but made without that constructor, which takes ten times as
 * long. There can be a hundred thousand in an answer, so it has no stack, which is always the same, and the lines are
 * those that the nodes know: the document is not read from its beginning to count them.
 */
export class AccessError extends Error implements GraphQLError {
  readonly path: readonly (string | number)[] | undefined;
  readonly locations: readonly SourceLocation[] | undefined;
  readonly extensions: GraphQLErrorExtensions;
  readonly #nodes: readonly ASTNode[] | undefined;
  declare readonly source: undefined;
  declare readonly positions: undefined;
  declare readonly originalError: undefined;
  declare readonly toJSON: GraphQLError['toJSON'];
  declare readonly [Symbol.toStringTag]: string;

  static {
    // Of the class that it is to others, but with the constructor of Error.
    Object.setPrototypeOf(AccessError.prototype, GraphQLError.prototype);
    Object.defineProperty(AccessError.prototype, 'name', { value: 'GraphQLError', writable: true, configurable: true });
  }

  constructor(message: string, { path, nodes }: ErrorPlace, extensions: GraphQLErrorExtensions) {
    super();
    // Enumerable, as that of a GraphQLError is; what the constructor of Error sets is not, and redefining it costs as much again.
    this.message = message;
    this.path = path;
    this.locations = nodes && locationsOf(nodes);
    this.extensions = extensions;
    this.#nodes = nodes;
  }

  get nodes(): readonly ASTNode[] | undefined {
    return this.#nodes;
  }
}

/** An error at a place, without a stack. */
export function errorAt(message: string, place: ErrorPlace, extensions: GraphQLErrorExtensions): AccessError {
  const { stackTraceLimit } = Error;
  // False where it cannot be set; then there is a stack.
  Reflect.set(Error, 'stackTraceLimit', 0);
  const error = new AccessError(message, place, extensions);
  Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  return error;
}

function locationsOf(nodes: readonly ASTNode[]): readonly SourceLocation[] | undefined {
  const locations: SourceLocation[] = [];
  for (const { loc } of nodes) {
    if (loc?.startToken) locations.push({ line: loc.startToken.line, column: loc.startToken.column });
  }
  return locations.length > 0 ? locations : undefined;
}
