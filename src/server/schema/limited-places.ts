import { type FieldNode, type GraphQLResolveInfo, responsePathAsArray } from 'graphql';
import { createFieldFinder } from '../../access/index.js';
import type { FieldLimit } from './field-limits.js';

/** Where an operation selects a field with a limit. */
export interface LimitedPlace {
  /** Of response keys: whoever selects it by another alias selects it once more. */
  readonly name: string;
  /** Without the indices of lists. */
  readonly path: readonly string[];
  readonly node: FieldNode;
  readonly limit: FieldLimit;
}

/** Finds these places before the operation runs, in the order of the document. */
export type LimitedPlaces = (info: GraphQLResolveInfo) => readonly LimitedPlace[] | 'too large';

/** They are found as `@auth` finds what it decides before a mutation runs. */
export function createLimitedPlaces(limits: readonly FieldLimit[]): LimitedPlaces {
  const byCoordinate = new Map(limits.map((limit) => [limit.coordinate, limit]));
  const find = createFieldFinder(byCoordinate.keys());
  return (info) => {
    const found = find(info);
    if (found === 'too large') return found;
    return found.flatMap(({ path, coordinate, node }) => {
      const limit = byCoordinate.get(coordinate);
      return limit ? [{ name: nameOf(path, coordinate), path, node, limit }] : [];
    });
  };
}

/** The name of the place where a resolver runs: the same for each object of a list. */
export function placeOf({ path, parentType, fieldName }: GraphQLResolveInfo): string {
  const keys = responsePathAsArray(path).filter((key) => typeof key === 'string');
  return nameOf(keys, `${parentType.name}.${fieldName}`);
}

function nameOf(path: readonly string[], coordinate: string): string {
  return `${path.join('.')} ${coordinate}`;
}
