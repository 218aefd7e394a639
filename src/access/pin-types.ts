import {
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';

interface Typed {
  type: GraphQLType;
}

/**
 * Holds on to what rules are read by: a guarded schema can be changed in place like any other, but not so that an enum
 * value or an input comes to be something else than what its rule was made for, nor that a guarded field is exchanged.
 * Whoever tries gets a `TypeError`.
 */
export function pinTypes(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isEnumType(type)) for (const value of type.getValues()) Object.freeze(value);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) pin(`${type.name}.${field.name}`, field);
      Object.freeze(type.getFields());
    } else if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        pin(`${type.name}.${field.name}`, field);
        for (const argument of field.args) pin(`${type.name}.${field.name}(${argument.name}:)`, argument);
      }
      Object.freeze(type.getFields());
    }
  }
}

/** Of an enum or an input object: other types have nothing inside that a rule reads. */
function pin(coordinate: string, element: Typed): void {
  const { type } = element;
  const named = getNamedType(type);
  if (!isEnumType(named) && !isInputObjectType(named)) return;
  Object.defineProperty(element, 'type', {
    enumerable: true,
    configurable: true,
    get: () => type,
    set: (other: GraphQLType) => {
      // Tools that look through a whole schema write what was there.
      if (String(other) === String(type) && getNamedType(other) === named) return;
      throw new TypeError(`The type of ${coordinate} cannot be changed after protectSchema. Change it before.`);
    },
  });
}
