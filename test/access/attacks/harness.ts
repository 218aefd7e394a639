import { makeExecutableSchema } from '@graphql-tools/schema';
import type { IResolvers } from '@graphql-tools/utils';
import { afterAll, expect, test } from '@jest/globals';
import { type DocumentNode, type ExecutionResult, type GraphQLSchema, parse } from 'graphql';
import { accessTypeDefs, type ProtectOptions, protectSchema, type Viewer } from '../../../src/access/index.js';
import { type AnsweredError, as, buildSchema, checked, ROLES } from '../support.js';
import { isGraphql17 } from '../variables.js';
import {
  type AttackContext,
  type Driver,
  drivers,
  graphqlJit,
  graphqlTools,
  type Served,
  stopServers,
} from './drivers.js';

/** What attacks are made on. */
export interface WorldOptions {
  /**
   * The types, without `Role`: USER, EDITOR and SUPPORT include USER, ADMIN includes SUPPORT. Several texts are files,
   * which graphql-tools merges.
   */
  readonly sdl: string | readonly string[];
  readonly resolvers?: IResolvers<unknown, AttackContext>;
  readonly rootValue?: unknown;
  readonly options?: Partial<ProtectOptions<AttackContext>>;
}

/** One schema twice: without its rules, and with them. */
export interface World {
  readonly open: Served;
  readonly guarded: Served;
}

export function world({ sdl, resolvers = {}, ...rest }: WorldOptions): World {
  const schema =
    typeof sdl === 'string'
      ? buildSchema(`${sdl}\n${ROLES}`, resolvers)
      : makeExecutableSchema({ typeDefs: [accessTypeDefs(), ROLES, ...sdl], resolvers });
  return worldOf(schema, rest);
}

/** The same of a schema that somebody else has built. */
export function worldOf(
  schema: GraphQLSchema,
  { rootValue, options = {} }: Omit<WorldOptions, 'sdl' | 'resolvers'> = {},
): World {
  const access = protectSchema(schema, {
    viewerOf: ({ viewer }: AttackContext) => viewer,
    onWarning: () => {},
    onFailure: () => {},
    ...options,
  });
  return { open: { schema, rootValue }, guarded: { schema: access.schema, rootValue, access } };
}

/** A resolver that has an effect: it writes it down, and returns `value`. */
export function effect(name: string, value: unknown = true) {
  return (_source: unknown, _args: unknown, { effects }: AttackContext) => {
    effects.push(name);
    return value;
  };
}

/** The error of a root field that was held back, since another was refused. */
export function notRun(path: string, code = 'FORBIDDEN'): AnsweredError {
  return { path, code, reason: 'NOT_RUN' };
}

/** Signed in, and without any right. */
export const mallory = as('mallory', 'USER');
export const admin = as('root', 'ADMIN');

export interface Attack {
  /** The trick. */
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** Who tries it: Mallory by default. */
  readonly viewer?: Viewer | null | undefined;
  /** Who may: he gets exactly what everybody would get without protection. Null if nobody may. */
  readonly rightful?: Viewer | null;
  /** What comes out or happens without protection, and never with it: found in the answer, or in the effects. */
  readonly leaks: RegExp;
  /** What goes wrong even without protection. */
  readonly openErrors?: readonly AnsweredError[];
  /** What the attacker gets. */
  readonly data: unknown;
  readonly errors: readonly AnsweredError[];
  /** It is refused before anything runs. graphql-jit says that of the root field, whatever path the error has. */
  readonly isHeldBack?: boolean;
  /** What runs for him all the same. */
  readonly effects?: readonly string[];
  /** Why graphql-jit is not asked: a fault of its own. */
  readonly jit?: string;
  /** Why @graphql-tools/executor is not asked with graphql 17: a fault of its own. */
  readonly tools17?: string;
  /** It asks for the schema itself, which only the plugin hides. */
  readonly introspects?: true;
  /** Why the document need not be valid: then only those are asked that do not validate. */
  readonly invalid?: string;
}

/** A test for each attack: it succeeds without protection, and fails with it, on every executor alike. */
export function attacksOn({ open, guarded }: World, attacks: readonly Attack[]): void {
  afterAll(stopServers);
  const isMade = (attack: Attack) => driversFor(guarded, attack).length > 0;
  for (const { name } of attacks.filter((attack) => !isMade(attack))) test.skip(name, () => {});
  const made = attacks.filter(isMade);
  if (made.length === 0) return;
  test.each(made)('$name', async (attack) => {
    const { leaks, data, errors, effects = [], rightful = admin, openErrors = [] } = attack;
    const viewer = 'viewer' in attack ? attack.viewer : mallory;

    const outcomes = await everywhere(open, attack, viewer);
    const taken = { ...outcomes[0]?.answer, errors: openErrors };
    for (const { driver, answer, text } of outcomes) {
      expect({ driver, ...answer }).toEqual({ driver, ...taken });
      expect(`${driver}: ${text}`).toMatch(leaks);
    }
    for (const { driver, answer, text } of await everywhere(guarded, attack, viewer)) {
      const told = attack.isHeldBack && driver === graphqlJit.name ? errors.map(atRoot) : errors;
      expect({ driver, ...answer }).toEqual({ driver, data, errors: inOrder(told), effects });
      expect(`${driver}: ${text}`).not.toMatch(leaks);
    }
    expect(errors.map(({ path }) => path.replace(/\.\d+/g, ''))).toEqual(
      expect.arrayContaining(refusedPathsOf(guarded, attack, viewer)),
    );
    if (!rightful) return;
    expect(refusedPathsOf(guarded, attack, rightful)).toEqual([]);
    for (const { driver, answer } of await everywhere(guarded, attack, rightful)) {
      expect({ driver, ...answer }).toEqual({ driver, ...taken });
    }
  });
}

/** What `check` says without running anything: an answer has an error at each of these paths. */
function refusedPathsOf({ schema, access }: Served, attack: Operation, viewer: Viewer | null | undefined): string[] {
  if (!access) throw new TypeError('Without protection there is nothing to check.');
  const { operationName, variables, invalid } = attack;
  const check = () => access.check({ document: documentOf(schema, attack), operationName, variables, viewer });
  if (invalid !== undefined) {
    expect(check).toThrow('The document does not match the schema');
    return [];
  }
  const { refusals } = check();
  return refusals.map(({ path }) => path.join('.'));
}

function documentOf(schema: GraphQLSchema, { query, invalid }: Operation): DocumentNode {
  return invalid === undefined ? checked(schema, query) : parse(query);
}

function atRoot(error: AnsweredError): AnsweredError {
  return { ...error, path: error.path.replace(/\..*/, '') };
}

/** All that an attacker can learn, and all that he can bring about. */
export interface Outcome {
  readonly driver: string;
  readonly answer: {
    readonly data: unknown;
    readonly errors: readonly AnsweredError[];
    readonly effects: readonly string[];
  };
  /** The whole of it, messages too. */
  readonly text: string;
}

type Operation = Pick<Attack, 'query' | 'operationName' | 'variables' | 'invalid' | 'jit' | 'tools17' | 'introspects'>;

/** One operation on every driver, each in a context of its own. */
export async function everywhere(
  served: Served,
  operation: Operation,
  viewer: Viewer | null | undefined,
): Promise<readonly Outcome[]> {
  const { query, operationName, variables } = operation;
  const document = documentOf(served.schema, operation);
  return Promise.all(
    driversFor(served, operation).map(async (driver) => {
      const context: AttackContext = { viewer, effects: [] };
      const result = await driver.ask(served, { query, document, operationName, variables, context });
      return outcomeOf(driver, result, context);
    }),
  );
}

function driversFor({ access }: Served, { invalid, jit, tools17, introspects }: Operation): readonly Driver[] {
  return drivers.filter((driver) => {
    if (driver.needsAccess && !access) return false;
    if (access && introspects && !driver.needsAccess) return false;
    if (driver === graphqlJit && jit !== undefined) return false;
    if (driver === graphqlTools && isGraphql17 && tools17 !== undefined) return false;
    return invalid === undefined || !driver.validates;
  });
}

export function outcomeOf(
  { name: driver }: Pick<Driver, 'name'>,
  result: ExecutionResult,
  { effects }: Pick<AttackContext, 'effects'>,
): Outcome {
  const text = JSON.stringify({ ...result, effects });
  const { data, errors = [] } = JSON.parse(text) as ExecutionResult;
  const answered = errors.map(({ path, extensions }) => ({
    path: path?.join('.') ?? '',
    code: 'INTERNAL_SERVER_ERROR',
    ...extensions,
  }));
  return { driver, answer: { data, errors: inOrder(answered), effects }, text };
}

/** Executors come upon errors in an order of their own. */
function inOrder(errors: readonly AnsweredError[]): readonly AnsweredError[] {
  return [...errors].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
