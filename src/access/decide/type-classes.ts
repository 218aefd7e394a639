import {
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { LOOK, MAX_DEPTH, type Spend, TooLargeError } from './budget.js';
import type { SelectedSet } from './collect-selections.js';
import type { KindOf } from './field-kinds.js';
import type { OperationSource } from './plan.js';
import { createTypeSpace, type Domain, type TypeSet, type TypeSpace } from './type-space.js';

export interface TypeClassesOptions {
  readonly source: Pick<OperationSource, 'schema' | 'fragments'>;
  readonly kindOf: KindOf;
  readonly spend: Spend;
}

/**
 * One type for each class of the types that a result can have: what is selected is planned alike for all types of a class.
 * An interface can have a thousand types, and most are alike. They come in the order of the possible types, the first of
 * each class.
 */
export type TypeClasses = (type: GraphQLAbstractType, selected: readonly SelectedSet[]) => readonly GraphQLObjectType[];

export function createTypeClasses({ source: { schema, fragments }, kindOf, spend }: TypeClassesOptions): TypeClasses {
  const spaces = new Map<GraphQLAbstractType, TypeSpace>();
  const spaceOf = (type: GraphQLAbstractType) => {
    const space = spaces.get(type) ?? createTypeSpace(schema.getPossibleTypes(type), kindOf, spend);
    spaces.set(type, space);
    return space;
  };
  const conditions = new Map<string, TypeSet>();
  const conditionOf = (name: string): TypeSet => {
    const condition = conditions.get(name) ?? typeSetOf(schema.getType(name));
    conditions.set(name, condition);
    return condition;
  };
  const typeSetOf = (type: GraphQLNamedType | undefined): TypeSet => {
    if (!isAbstractType(type)) return { types: isObjectType(type) ? [type] : [], has: (other) => other === type };
    return { types: schema.getPossibleTypes(type), has: (other) => schema.isSubType(type, other) };
  };
  return (type, selected) => {
    const space = spaceOf(type);
    // What is selected of one type alone is no matter of the others.
    const single = new Set<GraphQLObjectType>();
    const spread = new Map<FragmentDefinitionNode, Set<Domain>>();
    let { partition } = space.whole;

    const walk = ({ selections }: SelectionSetNode, domain: Domain, depth: number): void => {
      if (depth > MAX_DEPTH) throw new TooLargeError();
      for (const selection of selections) {
        spend(LOOK);
        if (selection.kind === Kind.FIELD) {
          partition = space.refine(partition, space.ofField(domain, selection.name.value));
          continue;
        }
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
        if (!fragment || (fragment.kind === Kind.FRAGMENT_DEFINITION && isSpread(fragment, domain))) continue;
        enter(fragment.typeCondition?.name.value, fragment.selectionSet, domain, depth + 1);
      }
    };
    const enter = (condition: string | undefined, set: SelectionSetNode, domain: Domain, depth: number) => {
      const inner = condition === undefined ? domain : space.within(domain, conditionOf(condition));
      const [only, ...others] = inner.types.slice(0, 2);
      if (!only) return;
      if (others.length === 0) {
        single.add(only);
        return;
      }
      partition = space.refine(partition, inner.partition);
      walk(set, inner, depth);
    };
    const isSpread = (fragment: FragmentDefinitionNode, domain: Domain): boolean => {
      const before = spread.get(fragment) ?? new Set<Domain>();
      spread.set(fragment, before);
      const isBefore = before.has(domain);
      before.add(domain);
      return isBefore;
    };
    for (const { selectionSet } of selected) walk(selectionSet, space.whole, 0);
    return space.firstOfEach(partition, single);
  };
}
