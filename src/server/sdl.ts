import {
  buildASTSchema,
  concatAST,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getLocation,
  parse,
  type Source,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { StartupError } from '../errors.js';

/** All files as one document. Throws a `StartupError` that lists the syntax errors, one a file at most. */
export function parseSdl(sources: readonly Source[]): DocumentNode {
  const errors: GraphQLError[] = [];
  const documents = sources.flatMap((source) => {
    try {
      return [parse(source)];
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      errors.push(error);
      return [];
    }
  });
  stopIfAny(errors);
  return concatAST(documents);
}

/**
 * The schema of a document, without resolvers. What it says stands as it is: a tool that merges types would merge their
 * directives too, and two rules could become one. Throws a `StartupError` that lists the mistakes of the SDL.
 */
export function buildSdl(document: DocumentNode): GraphQLSchema {
  stopIfAny(validateSDL(document));
  return buildASTSchema(document, { assumeValidSDL: true });
}

/** Throws a `StartupError` with a line for each error, by file and line. */
export function stopIfAny(errors: readonly GraphQLError[]): void {
  if (errors.length > 0) throw new StartupError(errors.map(describe), { cause: errors[0] });
}

function describe({ message, nodes, source, positions }: GraphQLError): string {
  const loc = nodes?.[0]?.loc;
  const start = loc?.start ?? positions?.[0];
  const file = loc?.source ?? source;
  return file && start !== undefined ? `${file.name}:${getLocation(file, start).line} ${message}` : message;
}
