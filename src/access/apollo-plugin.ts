import { type DocumentNode, type FormattedExecutionResult, GraphQLError, type GraphQLSchema, visit } from 'graphql';
import type { ApolloPlugin, FailedRequest, ResolvedRequest } from './apollo-types.js';
import { fragmentsOf } from './decide/check.js';
import type { Rights } from './decide/rights.js';
import { readVariables } from './decide/variables.js';
import { type Answers, createAnswers } from './introspection/answers.js';
import { introspectionOf } from './introspection/introspection.js';
import { createShapedErrors } from './introspection/shaped-errors.js';
import type { ShapeFor } from './introspection/shapes.js';

/** How introspection is answered. */
export interface IntrospectionOptions {
  /**
   * `shaped`, the default: each viewer sees what they can use. `full`: everyone sees the whole schema. `off`, for a
   * server without introspection: nobody sees any name, not even in errors.
   */
  readonly introspection?: 'shaped' | 'full' | 'off';
  /**
   * Makes the `data` of an answer for Apollo from JSON that is already serialized and cached. By default it is parsed.
   */
  readonly dataOf?: (json: string) => unknown;
  /**
   * True for an error of your own validation rule that refuses a document whatever the schema is, as a limit does. Such
   * an error is reported alone, and the document is not validated again. By default there is none.
   */
  readonly isOwnError?: (error: GraphQLError) => boolean;
}

export interface ApolloPluginOptions {
  /** The schema that documents are validated against: the full one. */
  readonly schema: GraphQLSchema;
  /** What is shown to whom; or all of it to everybody, beside data, too; or nothing to anybody. */
  readonly shapeFor: ShapeFor | 'everything' | 'nothing';
  readonly rightsOfContext: (context: unknown) => Rights;
  /** What Apollo is given for data that are JSON already. */
  readonly dataOf: (json: string) => unknown;
  readonly isOwnError: (error: GraphQLError) => boolean;
}

const OTHER_SCHEMA =
  'The server has a different schema from the guarded one, so its rules may not be enforced. ' +
  'Pass it `access.schema` unchanged, and do all wrapping and renaming before protectSchema.';

/**
 * Answers introspection: an operation that asks for the schema is answered from the viewer's shape, and may ask for
 * nothing else. All other operations go their way, and are refused by the guards of the schema. A server with another
 * schema does not start.
 */
export function createApolloPlugin(options: ApolloPluginOptions): ApolloPlugin {
  const introspects = createIntrospectionFinder();
  const answers = createAnswers();
  const telling = createTelling(options);
  const assertOurs = (schema: GraphQLSchema) => {
    if (schema !== options.schema) throw new TypeError(OTHER_SCHEMA);
  };
  return {
    serverWillStart: async ({ schema }) => assertOurs(schema),
    requestDidStart: async ({ schema, request: { query } }) => {
      // A gateway may have given the server another one meanwhile.
      assertOurs(schema);
      // Most requests say neither: nothing more is done for them. Without a query it is a persisted one.
      if (options.shapeFor === 'nothing' || (query !== undefined && !/__(schema|type)\b/.test(query))) return telling;
      let json: string | undefined;
      return {
        ...telling,
        didResolveOperation: async (request) => {
          if (introspects(request.document)) json = answerOf(request, options, answers);
        },
        responseForOperation: async ({ response: { http } }) => {
          if (json === undefined) return null;
          const singleResult: FormattedExecutionResult = {};
          // What a host makes of JSON for itself, it knows by itself.
          Reflect.set(singleResult, 'data', options.dataOf(json));
          return { http, body: { kind: 'single', singleResult } };
        },
      };
    },
  };
}

/** Has errors told as the viewer's shape has them. Apollo formats them afterwards, and calls this with the list of them. */
function createTelling({ schema, shapeFor, rightsOfContext, isOwnError }: ApolloPluginOptions) {
  if (shapeFor === 'everything') return {};
  const shapedErrors = createShapedErrors({ schema, isOwn: isOwnError });
  const shapeOf = (context: unknown) => {
    try {
      return shapeFor === 'nothing' ? undefined : shapeFor(rightsOfContext(context));
    } catch {
      return undefined;
    }
  };
  return {
    didEncounterErrors: async (request: FailedRequest) => {
      const { errors, document, operation, contextValue } = request;
      const failed = { errors, document, operation, variables: request.request.variables };
      const told = shapedErrors(() => shapeOf(contextValue), failed);
      if (told !== errors) Reflect.apply(Array.prototype.splice, errors, [0, errors.length, ...told]);
    },
  };
}

/** Undefined if it is to be executed. What is thrown here, Apollo formats like any other error. */
function answerOf(
  { document, operation, source, request, contextValue }: ResolvedRequest,
  { schema, shapeFor, rightsOfContext }: ApolloPluginOptions,
  answers: Answers,
): string | undefined {
  // Apollo answers an operation that is not there by itself.
  if (!operation || shapeFor === 'nothing') return undefined;
  const variables = readVariables(schema, operation, request.variables);
  // Variables that do not fit are an error of the execution, which comes to nothing.
  if ('misfits' in variables) return undefined;
  const parts = { operation, fragments: fragmentsOf(document), variableValues: variables.variables };
  const introspection = introspectionOf(parts);
  if (introspection.kind === 'none') return undefined;
  if (introspection.kind === 'refused') {
    if (shapeFor === 'everything') return undefined;
    throw badRequest(introspection.error);
  }
  const shape = shapeFor === 'everything' ? schema : shapeFor(rightsOfContext(contextValue));
  try {
    return answers(shape, { ...parts, fields: introspection.fields, source });
  } catch (error) {
    throw error instanceof GraphQLError ? badRequest(error) : error;
  }
}

function badRequest({ message, nodes, extensions }: GraphQLError): GraphQLError {
  const code = extensions.code ?? 'BAD_USER_INPUT';
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code, http: { status: 400 } } });
}

/** Most documents have no such field, and a document is looked at once. */
function createIntrospectionFinder(): (document: DocumentNode) => boolean {
  const known = new WeakMap<DocumentNode, boolean>();
  return (document) => {
    const before = known.get(document);
    if (before !== undefined) return before;
    let isFound = false;
    visit(document, {
      Field: ({ name }) => {
        isFound ||= name.value === '__schema' || name.value === '__type';
      },
    });
    known.set(document, isFound);
    return isFound;
  };
}
