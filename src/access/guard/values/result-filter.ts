import {
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
} from 'graphql';
import { isPromise } from '../../../values/value-kinds.js';
import { firstNotGranted } from '../../decide/decide.js';
import type { Rights } from '../../decide/rights.js';
import type { AccessTable } from '../../rules/compile.js';
import type { Clause } from '../../rules/rule.js';
import { whenThere } from '../maybe-promise.js';
import { enumRules } from './enum-rules.js';
import { inspectionOf } from './inspection.js';
import { mapList } from './map-list.js';

type Path = GraphQLResolveInfo['path'];

/** What came of a field, for whom. */
export interface FilterOptions {
  readonly rights: Rights;
  /** Of the field. */
  readonly path: Path;
  /** What stands in the answer instead of a value that the viewer may not see: an error, as a rule. */
  readonly replace: (value: unknown, path: Path) => unknown;
  /** Told what a value that stands there asks for. */
  readonly seen?: ((clauses: readonly Clause[]) => void) | undefined;
}

export interface ResultFilter {
  /** False if the viewer may see every value. */
  mayTakeOut(rights: Rights): boolean;
  /** The result with something else in place of each enum value that the viewer may not see. */
  filter(result: unknown, options: FilterOptions): unknown;
  /** The clause that this value is taken out for. */
  refusedBy(value: unknown, rights: Rights): Clause | undefined;
}

/**
 * For a field that returns an enum with protected values; undefined for any other. graphql-js takes an error for a
 * value as that value's failure, so in a list only that item is null.
 *
 * Executors differ in what they take for a promise or a list. What comes out has been taken for one thing, and can be
 * taken for nothing else: promises and lists are made anew, and a value is one of the enum's.
 */
export function createResultFilter(type: GraphQLOutputType, table: AccessTable): ResultFilter | undefined {
  const named = getNamedType(type);
  if (!isEnumType(named)) return undefined;
  const values = enumRules(named, table.rules);
  if (values.all.size === 0) return undefined;
  const mayTakeOut = (rights: Rights) => !inspectionOf(rights).grantsAll(values.all);
  const filter = (result: unknown, options: FilterOptions, lists: number): unknown => {
    const { rights, path, replace, seen } = options;
    if (isPromise(result)) return whenThere(result, (value) => filter(value, options, lists));
    if (result === null || result === undefined || result instanceof Error) return result;
    // The value of an enum may itself be an array inside.
    if (lists > 0) {
      return mapList(result, (item, key) =>
        filter(item, { rights, path: { prev: path, key, typename: undefined }, replace, seen }, lists - 1),
      );
    }
    if (!values.maySee(result, inspectionOf(rights))) return replace(result, path);
    seen?.(values.toSee(result).flat());
    return result;
  };
  const depth = listDepthOf(type);
  return {
    mayTakeOut,
    refusedBy: (value, rights) => firstNotGranted(values.toSee(value).flat(), rights),
    filter: (result, options) => (options.seen || mayTakeOut(options.rights) ? filter(result, options, depth) : result),
  };
}

function listDepthOf(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + listDepthOf(nullable.ofType) : 0;
}
