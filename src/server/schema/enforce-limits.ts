import {
  defaultFieldResolver,
  GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { PortcullisError } from '../../errors.js';
import type { Context } from '../../module/index.js';
import type { FieldLimit } from './field-limits.js';
import { createReservations, type RefusedPlace, type Reservations } from './reservations.js';
import { takeUses } from './take-uses.js';

type Resolver = GraphQLFieldResolver<unknown, Context>;

/**
 * Puts the limits before the resolvers of a schema that has no guards yet. Those of `@auth` come around them: what is
 * refused is not counted, and in whatever way an operation is executed, limits hold.
 */
export function enforceLimits(schema: GraphQLSchema, limits: readonly FieldLimit[]): void {
  if (limits.length === 0) return;
  const reservations = createReservations(limits);
  for (const limit of limits) limitField(limit, reservations);
  // All of them: whichever runs first has the limits of all of the mutation decided.
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) holdBack(field, reservations);
}

/** Uses in one request are counted one after the other: once there is no room, it is not asked for again. */
function limitField(limit: FieldLimit, reservations: Reservations): void {
  const { field } = limit;
  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  const last = new WeakMap<Context, Promise<unknown>>();
  const limited: Resolver = async (source, args, context, info) => {
    if (isMutation(info) && reservations.of(context, info)?.use(info)) return resolve(source, args, context, info);
    const taken = (last.get(context) ?? Promise.resolve()).then(() => takeOne(context, limit));
    last.set(context, taken);
    await taken;
    return resolve(source, args, context, info);
  };
  field.resolve = limited;
}

async function takeOne(context: Context, limit: FieldLimit): Promise<void> {
  const refused = await takeUses(context, [limit]);
  if (refused) throw refused.error;
}

/** Of a mutation all runs, or nothing. */
function holdBack(field: GraphQLField<unknown, Context>, reservations: Reservations): void {
  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  const held: Resolver = (source, args, context, info) => {
    const reservation = isMutation(info) ? reservations.of(context, info) : undefined;
    if (!reservation) return resolve(source, args, context, info);
    return reservation.refused.then((refused) => {
      if (refused) throw errorAt(info, refused);
      return resolve(source, args, context, info);
    });
  };
  field.resolve = held;
}

function isMutation({ operation }: GraphQLResolveInfo): boolean {
  return operation.operation === OperationTypeNode.MUTATION;
}

/** What a root field answers: the error of the place in it, or that it was held back. */
function errorAt({ path: { key } }: GraphQLResolveInfo, { place: { path, node }, error }: RefusedPlace): Error {
  if (path[0] !== key) return notRun(error);
  return path.length === 1 ? error : new GraphQLError(error.message, { nodes: [node], path, originalError: error });
}

function notRun({ extensions }: PortcullisError): PortcullisError {
  const message = 'Nothing was run, because another part of the operation exceeded its limit.';
  return new PortcullisError('RATE_LIMITED', message, { ...extensions, reason: 'NOT_RUN' });
}
