import { makeExecutableSchema } from '@graphql-tools/schema';
import type { IResolvers } from '@graphql-tools/utils';
import {
  buildASTSchema,
  concatAST,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  parse,
  Source,
  validate,
} from 'graphql';
import {
  accessTypeDefs,
  anonymous,
  anonymousBecause,
  type ProtectOptions,
  protectSchema,
  type Viewer,
} from '../../src/access/index.js';
import { StartupError, type TokenReason } from '../../src/errors.js';

/** The file that test schemas stand in, as far as messages are concerned. */
export const FILE = 'schema/x.graphql';

export const ROLES =
  'enum Role { USER EDITOR @includes(roles: ["USER"]) SUPPORT @includes(roles: ["USER"]) ADMIN @includes(roles: ["SUPPORT"]) }';

/** An executable schema of our definitions and `body`, whose lines count from 1 in `FILE`. */
export function buildSchema(body: string, resolvers: IResolvers = {}, definitions = accessTypeDefs()): GraphQLSchema {
  const document = concatAST([parse(new Source(definitions, 'access')), parse(new Source(body, FILE))]);
  const typeDefs = buildASTSchema(document, { assumeValidSDL: true });
  if (Object.keys(resolvers).length === 0) return typeDefs;
  const resolverValidationOptions = { requireResolversForResolveType: 'ignore' } as const;
  return makeExecutableSchema({ typeDefs, resolvers, resolverValidationOptions });
}

export interface TestContext {
  readonly viewer: Viewer | null | undefined;
}

/** The options of `protectSchema`, but for the viewer, who is in the test context. */
export type Options = Omit<ProtectOptions<TestContext>, 'viewerOf'>;

export function protect(schema: GraphQLSchema, options: Options = {}): GraphQLSchema {
  return protectSchema(schema, {
    viewerOf: ({ viewer }: TestContext) => viewer,
    onWarning: () => {},
    onFailure: () => {},
    ...options,
  }).schema;
}

/** One schema twice: what it would answer without its rules, and with them. */
export interface Scene {
  readonly open: GraphQLSchema;
  readonly guarded: GraphQLSchema;
}

/** `body` and the usual roles, before and after `protectSchema`. */
export function scene(body: string, resolvers: IResolvers = {}, options: Options = {}): Scene {
  const open = buildSchema(`${body}\n${ROLES}`, resolvers);
  return { open, guarded: protect(open, options) };
}

export interface AnsweredError {
  readonly path: string;
  readonly code: unknown;
  readonly reason?: unknown;
}

export interface Answer {
  readonly data: unknown;
  readonly errors: readonly AnsweredError[];
}

/** What a client would see. A document that is not valid throws, so that no test passes by a slip of the pen. */
export async function ask(
  schema: GraphQLSchema,
  query: string,
  viewer?: Viewer | null,
  rootValue?: unknown,
  variableValues?: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const document = checked(schema, query);
  return answerOf(await execute({ schema, document, rootValue, contextValue: { viewer }, variableValues }));
}

export function checked(schema: GraphQLSchema, query: string): DocumentNode {
  const document = parse(query);
  const [invalid] = validate(schema, document);
  if (invalid) throw invalid;
  return document;
}

export function answerOf({ data, errors = [] }: ExecutionResult): Answer {
  return {
    data: data === undefined ? undefined : JSON.parse(JSON.stringify(data)),
    errors: errors.map(({ path, extensions }) => ({ path: path?.join('.') ?? '', code: undefined, ...extensions })),
  };
}

/** A signed-in viewer. */
export function as(subject: string | null, ...roles: readonly string[]): Viewer {
  return {
    authenticated: true,
    issuer: 'test',
    subject,
    roles,
    scopes: [],
    claims: {},
    expiresAt: null,
    reason: null,
  };
}

/** A signed-in viewer whose token has these claims. */
export function withClaims(claims: Readonly<Record<string, unknown>>): Viewer {
  return { ...as('u1'), claims };
}

/** A signed-in viewer whose token has these scopes. */
export function withScopes(...scopes: readonly string[]): Viewer {
  return { ...as('u1'), scopes };
}

/** A viewer that breaks its own type, as a careless `viewerOf` could make it. */
export function hostile(parts: Readonly<Record<string, unknown>>): Viewer {
  return Object.assign({}, as('u1'), parts);
}

export { anonymous, anonymousBecause };

export function allowed(data: unknown): Answer {
  return { data, errors: [] };
}

export function forbidden(path: string): AnsweredError {
  return { path, code: 'FORBIDDEN' };
}

export function unauthenticated(path: string, reason: TokenReason = 'TOKEN_MISSING'): AnsweredError {
  return { path, code: 'UNAUTHENTICATED', reason };
}

/** The problems that stop the start; none if it does not stop. */
export function problemsOf(body: string, definitions?: string, options?: Options): readonly string[] {
  const schema = buildSchema(body, {}, definitions);
  try {
    protect(schema, options);
  } catch (error) {
    if (error instanceof StartupError) return error.problems;
    throw error;
  }
  return [];
}

/** The only problem of a type definition or more, each written on one line from line 1 of `FILE`. */
export function onlyProblemOf(body: string, options?: Options): string | undefined {
  const problems = problemsOf(`${body}\ntype Query { ping: Int @public }\n${ROLES}`, undefined, options);
  if (problems.length > 1) throw new Error(`More than one problem:\n${problems.join('\n')}`);
  return problems[0];
}
