import {
  buildASTSchema,
  concatAST,
  type DefinitionNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getLocation,
  Kind,
  parse,
  Source,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { StartupError } from '../../errors.js';

/** All of it as one document. Throws a `StartupError` that lists the syntax errors, one a file at most. */
export function parseSdl(parts: readonly (Source | DocumentNode)[]): DocumentNode {
  const errors: GraphQLError[] = [];
  const documents = parts.flatMap((part) => {
    try {
      return [part instanceof Source ? parse(part) : part];
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      errors.push(error);
      return [];
    }
  });
  stopIfAny(errors);
  return concatAST(documents);
}

/** The document without `type Mutation {}`, if nothing extends it: GraphQL knows no type without fields. */
export function withoutEmptyMutation(document: DocumentNode): DocumentNode {
  const isMutation = (node: DefinitionNode) =>
    (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION) &&
    node.name.value === 'Mutation';
  const [first, ...others] = document.definitions.filter(isMutation);
  const isEmpty = first?.kind === Kind.OBJECT_TYPE_DEFINITION && !first.fields?.length && others.length === 0;
  return isEmpty ? { ...document, definitions: document.definitions.filter((node) => node !== first) } : document;
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
