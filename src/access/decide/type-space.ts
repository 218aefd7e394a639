import type { GraphQLObjectType } from 'graphql';
import { LOOK, type Spend } from './budget.js';
import type { KindOf } from './field-kinds.js';

/** Sorts all types of a space into classes. The same sorting is the same object. */
export interface Partition {
  /** For each type of the space, in their order, the number of its class; numbers count up from 0. */
  readonly classes: readonly number[];
  /** Of each class, the places of its types. */
  readonly members: readonly (readonly number[])[];
}

/** Some types, in no order that matters. */
export interface TypeSet {
  readonly types: readonly GraphQLObjectType[];
  has(type: GraphQLObjectType): boolean;
}

/** The types of a space to which some selections apply. */
export interface Domain extends TypeSet {
  /** These types, and all others. */
  readonly partition: Partition;
}

/** The types that a result can have. What is found out about them is found out once, and counts in the budget. */
export interface TypeSpace {
  readonly whole: Domain;
  /** The types of a domain that a type condition lets through: those that it stands for. */
  within(domain: Domain, condition: TypeSet): Domain;
  /** By what a field is on the types of the domain. */
  ofField(domain: Domain, name: string): Partition;
  /** By both. */
  refine(a: Partition, b: Partition): Partition;
  /** The first type of each class, and these ones, which are in no class, in the order of the space. */
  firstOfEach(partition: Partition, single: ReadonlySet<GraphQLObjectType>): readonly GraphQLObjectType[];
}

export function createTypeSpace(types: readonly GraphQLObjectType[], kindOf: KindOf, spend: Spend): TypeSpace {
  const places = new Map(types.map((type, place) => [type, place]));
  const made = new Map<string, Partition>();
  /** Sorts by any key; -1 is that of the types that are not meant. */
  const partitionBy = (keyOf: (type: GraphQLObjectType, place: number) => number): Partition => {
    spend(LOOK * types.length);
    const numbers = new Map<number, number>();
    const members = new Map<number, number[]>();
    const classes = types.map((type, place) => {
      const key = keyOf(type, place);
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      const ofClass = members.get(number) ?? [];
      members.set(number, ofClass);
      ofClass.push(place);
      return number;
    });
    const name = classes.join();
    const partition = made.get(name) ?? { classes, members: [...members.values()] };
    made.set(name, partition);
    return partition;
  };
  const whole: Domain = { types, has: (type) => places.has(type), partition: partitionBy(() => 0) };
  const domainOf = (left: readonly GraphQLObjectType[]): Domain => {
    const meant = new Set(left);
    // With one type there is nothing to tell apart in it.
    return {
      types: left,
      has: (type) => meant.has(type),
      partition: left.length > 1 ? partitionBy((type) => (meant.has(type) ? 1 : 0)) : whole.partition,
    };
  };
  const inner = createMemo<Domain, TypeSet, Domain>();
  const ofFields = createMemo<Domain, string, Partition>();
  const refined = createMemo<Partition, Partition, Partition>();

  return {
    whole,
    within: (domain, condition) =>
      inner(domain, condition, () => {
        const [few, many] = domain.types.length < condition.types.length ? [domain, condition] : [condition, domain];
        spend(LOOK * few.types.length);
        const left = few.types.filter(many.has);
        return left.length === domain.types.length ? domain : domainOf(left);
      }),
    ofField: (domain, name) =>
      ofFields(domain, name, () => {
        return partitionBy((type) => (domain.has(type) ? kindOf(type, name) : -1));
      }),
    refine: (a, b) => {
      if (a === b || b === whole.partition) return a;
      if (a === whole.partition) return b;
      return refined(a, b, () =>
        partitionBy((_type, place) => (a.classes[place] ?? 0) * types.length + (b.classes[place] ?? 0)),
      );
    },
    firstOfEach: ({ members }, single) => {
      const isLeft = (place: number) => {
        const type = types[place];
        return type !== undefined && !single.has(type);
      };
      const first = members.flatMap((ofClass) => ofClass.find(isLeft) ?? []);
      const all = [...first, ...[...single].flatMap((type) => places.get(type) ?? [])];
      return all.sort((a, b) => a - b).flatMap((place) => types[place] ?? []);
    },
  };
}

/** Remembers what was made for two keys. */
function createMemo<A extends object, B, T>(): (a: A, b: B, make: () => T) => T {
  const made = new Map<A, Map<B, T>>();
  return (a, b, make) => {
    const ofA = made.get(a) ?? new Map<B, T>();
    made.set(a, ofA);
    const known = ofA.get(b);
    if (known !== undefined) return known;
    const value = make();
    ofA.set(b, value);
    return value;
  };
}
