import type { GraphQLResolveInfo } from 'graphql';
import { PortcullisError } from '../../errors.js';
import type { Context } from '../../module/index.js';
import type { FieldLimit } from './field-limits.js';
import { createLimitedPlaces, type LimitedPlace, placeOf } from './limited-places.js';
import { takeUses } from './take-uses.js';

/** What is counted of a mutation before it runs: a use of each place where it selects a field with a limit. */
export interface Reservation {
  /** Whether all of it may run: undefined, or the place that there was no room for. Then nothing is counted. */
  readonly refused: Promise<RefusedPlace | undefined>;
  /** True for the first use at a place of which one is counted already. */
  use(info: GraphQLResolveInfo): boolean;
}

export interface RefusedPlace {
  readonly place: LimitedPlace;
  readonly error: PortcullisError;
}

export interface Reservations {
  /** That of this operation, which the first to ask makes; undefined if it selects no such field. */
  of(context: Context, info: GraphQLResolveInfo): Reservation | undefined;
}

/** An operation is known by its variables: documents are shared between requests, and a context between operations. */
export function createReservations(limits: readonly FieldLimit[]): Reservations {
  const placesOf = createLimitedPlaces(limits);
  const made = new WeakMap<Context, WeakMap<object, Reservation | 'none'>>();
  const make = (context: Context, info: GraphQLResolveInfo): Reservation | 'none' => {
    const places = placesOf(info);
    if (places === 'too large') throw tooLarge();
    return places.length === 0 ? 'none' : reserve(context, places);
  };
  return {
    of: (context, info) => {
      const ofContext = made.get(context) ?? new WeakMap<object, Reservation | 'none'>();
      made.set(context, ofContext);
      const reservation = ofContext.get(info.variableValues) ?? make(context, info);
      ofContext.set(info.variableValues, reservation);
      return reservation === 'none' ? undefined : reservation;
    },
  };
}

function reserve(context: Context, places: readonly LimitedPlace[]): Reservation {
  const left = new Set(places.map(({ name }) => name));
  const take = async () => {
    const refused = await takeUses(
      context,
      places.map(({ limit }) => limit),
    );
    const place = refused && places[refused.index];
    return place && { place, error: refused.error };
  };
  return { refused: take(), use: (info) => left.delete(placeOf(info)) };
}

function tooLarge(): PortcullisError {
  return new PortcullisError('BAD_USER_INPUT', 'The operation is too large. Request less at once.');
}
