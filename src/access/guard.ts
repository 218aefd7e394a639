import {
  defaultFieldResolver,
  type GraphQLFieldConfig,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import { decide, decideAlternative, decideClause, type Rights } from './decide.js';
import { isPromise, ownerReader, type ReadOwner } from './owner.js';
import { refusal } from './refusal.js';
import type { Rule } from './rule.js';
import type { Viewer } from './viewer.js';

/** How a guard learns who asks. */
export interface ViewerSource {
  viewerOf(context: unknown): Viewer | null | undefined;
  rightsOf(viewer: Viewer | null | undefined): Rights;
}

type FieldConfig = GraphQLFieldConfig<unknown, unknown>;
type Resolver = GraphQLFieldResolver<unknown, unknown>;

/**
 * The field with its rule before its resolver. `type` is the object type as it was: its resolvers read the owner past
 * their guards. It stays synchronous unless reading the owner is not.
 */
export function guardField(
  type: GraphQLObjectType,
  field: FieldConfig,
  rule: Rule,
  viewers: ViewerSource,
): FieldConfig {
  const passes = createCheck(type, rule, viewers);
  const guard =
    (resolver: Resolver): Resolver =>
    (source, args, context, info) => {
      const allowed = passes(source, context, info);
      const proceed = (isAllowed: boolean) => {
        if (!isAllowed) throw refusal(viewers.viewerOf(context));
        return resolver(source, args, context, info);
      };
      return isPromise(allowed) ? allowed.then(proceed) : proceed(allowed);
    };
  return {
    ...field,
    resolve: guard(field.resolve ?? defaultFieldResolver),
    // Of use to subscription fields alone; without one of its own, the root value gives the source.
    subscribe: guard(field.subscribe ?? defaultFieldResolver),
  };
}

type Check = (source: unknown, context: unknown, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

function createCheck(type: GraphQLObjectType, rule: Rule, { viewerOf, rightsOf }: ViewerSource): Check {
  const readers = ownerReaders(type, rule);
  return (source, context, info) => {
    const rights = rightsOf(viewerOf(context));
    const decision = decide(rule, rights);
    if (decision !== 'open') return decision === 'granted';
    const owned = (name: string) => isOwner(readers.get(name), rights, source, context, info);
    return everyOpenClause(rule, rights, owned);
  };
}

/** Each clause that the token left open needs one of its open alternatives to be owned. */
function everyOpenClause(
  rule: Rule,
  rights: Rights,
  owned: (name: string) => boolean | Promise<boolean>,
): boolean | Promise<boolean> {
  const open = rule.filter((clause) => decideClause(clause, rights) === 'open');
  return all(
    open.map(({ anyOf }) => {
      const names = anyOf.flatMap((alternative) =>
        alternative.owner !== undefined && decideAlternative(alternative, rights) === 'open' ? [alternative.owner] : [],
      );
      return any(names.map(owned));
    }),
  );
}

/** An owner that cannot be read is nobody. */
function isOwner(
  read: ReadOwner | undefined,
  { subject }: Rights,
  source: unknown,
  context: unknown,
  info: GraphQLResolveInfo,
): boolean | Promise<boolean> {
  const matches = (value: string | null) => value !== null && value === subject;
  try {
    const owner = read?.(source, context, info) ?? null;
    return isPromise(owner) ? owner.then(matches, () => false) : matches(owner);
  } catch {
    return false;
  }
}

function ownerReaders(type: GraphQLObjectType, rule: Rule): ReadonlyMap<string, ReadOwner> {
  const names = rule.flatMap(({ anyOf }) => anyOf.flatMap(({ owner }) => (owner === undefined ? [] : [owner])));
  return new Map(names.map((name) => [name, ownerReader(type, name)]));
}

function all(results: readonly (boolean | Promise<boolean>)[]): boolean | Promise<boolean> {
  if (results.includes(false)) return false;
  return results.some(isPromise) ? Promise.all(results).then((values) => values.every(Boolean)) : true;
}

function any(results: readonly (boolean | Promise<boolean>)[]): boolean | Promise<boolean> {
  if (results.includes(true)) return true;
  return results.some(isPromise) ? Promise.all(results).then((values) => values.some(Boolean)) : false;
}
