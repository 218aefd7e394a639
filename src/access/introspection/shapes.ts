import type { GraphQLSchema } from 'graphql';
import type { Rights } from '../decide/rights.js';
import type { AccessTable } from '../rules/compile.js';
import { createOutcomes, type Outcome } from './outcome.js';
import { buildShape } from './shape.js';

const MAX_SHAPES = 20;

export interface ShapesOptions {
  /** An executable schema, guarded or not. It is not changed. */
  readonly schema: GraphQLSchema;
  /** The compiled rules of this schema. */
  readonly table: Pick<AccessTable, 'rules'>;
  /** How many shapes are kept, 20 by default: those that were asked for last. */
  readonly maxShapes?: number;
}

/** The schema as a viewer with these rights may see it, to be introspected and for nothing else: it resolves nothing. */
export type ShapeFor = (rights: Rights) => GraphQLSchema;

/**
 * Makes shapes as they are asked for: one for all rights to which the rules say the same. Throws a `TypeError` if
 * `maxShapes` is no count.
 */
export function createShapes({ schema, table, maxShapes = MAX_SHAPES }: ShapesOptions): ShapeFor {
  if (!Number.isInteger(maxShapes) || maxShapes < 1)
    throw new TypeError('maxShapes must be a whole number of 1 or more.');
  const outcomes = createOutcomes(table);
  // A Map keeps its order: the first is the one that was not asked for the longest.
  const shapes = new Map<Outcome, GraphQLSchema>();
  return (rights) => {
    const outcome = outcomes.of(rights);
    // A shape is made from its key alone, so it cannot show what the key does not tell.
    const shape = shapes.get(outcome) ?? buildShape(schema, (coordinate) => outcomes.isRefused(outcome, coordinate));
    shapes.delete(outcome);
    shapes.set(outcome, shape);
    for (const oldest of shapes.keys()) {
      if (shapes.size <= maxShapes) break;
      shapes.delete(oldest);
    }
    return shape;
  };
}
