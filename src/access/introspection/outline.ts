import {
  type GraphQLArgument,
  type GraphQLInterfaceType,
  type GraphQLOutputType,
  type GraphQLType,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import type { Field, FieldsType, Visibility } from './visibility.js';

export interface OutlinedField {
  readonly field: Field;
  readonly type: GraphQLOutputType;
  readonly args: readonly GraphQLArgument[];
}

/** What a shape shows of object and interface types: what is visible of them, and what GraphQL wants to go with it. */
export interface Outline {
  interfaces(type: FieldsType): readonly GraphQLInterfaceType[];
  /** By name. */
  fields(type: FieldsType): ReadonlyMap<string, OutlinedField>;
}

/**
 * What a visible interface declares stays on the types that implement it, though it is refused there: the schema would
 * not be valid without it.
 */
export function createOutline(types: readonly FieldsType[], visibility: Visibility): Outline {
  const implemented = new Map<FieldsType, readonly GraphQLInterfaceType[]>(
    types.map((type) => [type, type.getInterfaces().filter(visibility.type)]),
  );
  const outlined = new Map<FieldsType, ReadonlyMap<string, OutlinedField>>();
  const outline: Outline = {
    interfaces: (type) => implemented.get(type) ?? [],
    fields: (type) => {
      const known = outlined.get(type) ?? outlineFields(type, visibility, outline);
      outlined.set(type, known);
      return known;
    },
  };
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (const type of types) {
      const satisfied = satisfiedInterfaces(type, outline);
      if (satisfied.length === outline.interfaces(type).length) continue;
      implemented.set(type, satisfied);
      outlined.clear();
      isSettled = false;
    }
  }
  return outline;
}

function outlineFields(type: FieldsType, visibility: Visibility, outline: Outline): ReadonlyMap<string, OutlinedField> {
  const fields = new Map<string, OutlinedField>();
  for (const field of Object.values(type.getFields())) {
    const declared = outline.interfaces(type).flatMap((each) => outline.fields(each).get(field.name) ?? []);
    const isVisible = visibility.field(type, field);
    if (!isVisible && declared.length === 0) continue;
    const args = field.args.filter(
      (argument) =>
        (isVisible && visibility.argument(type, field, argument)) || declared.some((each) => takes(each, argument)),
    );
    const isTold = visibility.type(getNamedType(field.type));
    const shown = isTold
      ? field.type
      : narrowest(
          declared.map((each) => each.type),
          outline,
        );
    fields.set(field.name, { field, type: shown ?? field.type, args });
  }
  return fields;
}

/** The one that all of them allow; else the first, which not all of them do. */
function narrowest(types: readonly GraphQLOutputType[], outline: Outline): GraphQLOutputType | undefined {
  return types.find((type) => types.every((other) => isSubType(type, other, outline))) ?? types[0];
}

/**
 * A type leaves an interface that it cannot satisfy any more. That is rare: two interfaces declare the same field, and
 * all that satisfies both is hidden.
 */
function satisfiedInterfaces(type: FieldsType, outline: Outline): readonly GraphQLInterfaceType[] {
  const satisfied = outline.interfaces(type).filter((declared) =>
    [...outline.fields(declared)].every(([name, above]) => {
      const field = outline.fields(type).get(name);
      return (
        field !== undefined &&
        isSubType(field.type, above.type, outline) &&
        field.args.every((argument) => !isRequiredArgument(argument) || takes(above, argument))
      );
    }),
  );
  // Who leaves an interface leaves those that implement it.
  return satisfied.filter((each) => outline.interfaces(each).every((above) => satisfied.includes(above)));
}

function takes({ args }: OutlinedField, { name }: GraphQLArgument): boolean {
  return args.some((argument) => argument.name === name);
}

function isSubType(below: GraphQLType, above: GraphQLType, outline: Outline): boolean {
  if (isNonNullType(above)) return isNonNullType(below) && isSubType(below.ofType, above.ofType, outline);
  if (isNonNullType(below)) return isSubType(below.ofType, above, outline);
  if (isListType(above)) return isListType(below) && isSubType(below.ofType, above.ofType, outline);
  if (below === above) return true;
  if (isUnionType(above)) return isObjectType(below) && above.getTypes().includes(below);
  const isImplementer = isObjectType(below) || isInterfaceType(below);
  return isInterfaceType(above) && isImplementer && outline.interfaces(below).includes(above);
}
