import {
  type GraphQLArgument,
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
 * Whoever tries gets a `TypeError`. To be done with a schema that nobody has yet.
 */
export function pinTypes(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isEnumType(type)) for (const value of type.getValues()) Object.freeze(value);
    if (isInputObjectType(type)) pinEach(`${type.name}.`, type.getFields());
    else if (isObjectType(type) || isInterfaceType(type)) {
      for (const { name, args } of Object.values(type.getFields())) pinArguments(`${type.name}.${name}`, args);
      pinEach(`${type.name}.`, type.getFields());
    }
  }
}

function pinEach<T extends Typed>(prefix: string, fields: Record<string, T>): void {
  for (const [name, field] of Object.entries(fields)) {
    pin(`${prefix}${name}`, field);
    fields[name] = inOneShape(field);
  }
  Object.freeze(fields);
}

function pinArguments(field: string, args: readonly GraphQLArgument[]): void {
  args.forEach((argument, index) => {
    pin(`${field}(${argument.name}:)`, argument);
    Reflect.set(args, index, inOneShape(argument));
  });
}

/** The same again. V8 reads an object whose properties were redefined much more slowly than one that was made so. */
function inOneShape<T extends object>(element: T): T {
  return Object.create(Object.getPrototypeOf(element), Object.getOwnPropertyDescriptors(element));
}

/** What an element is pinned to. */
interface Pin {
  readonly coordinate: string;
  readonly type: GraphQLType;
}

const PIN = Symbol('pinned type');

/** Of an enum or an input object: other types have nothing inside that a rule reads. */
function pin(coordinate: string, element: Typed): void {
  const { type } = element;
  const named = getNamedType(type);
  if (!isEnumType(named) && !isInputObjectType(named)) return;
  const pinned: Pin = { coordinate, type };
  Object.defineProperty(element, PIN, { value: pinned, configurable: true });
  Object.defineProperty(element, 'type', PINNED);
}

/** The same for all elements, so that all are of one shape. */
const PINNED: PropertyDescriptor & ThisType<{ readonly [PIN]: Pin }> = {
  enumerable: true,
  configurable: true,
  get() {
    return this[PIN].type;
  },
  set(other: GraphQLType) {
    const { coordinate, type } = this[PIN];
    // Tools that look through a whole schema write what was there.
    if (String(other) === String(type) && getNamedType(other) === getNamedType(type)) return;
    throw new TypeError(`The type of ${coordinate} cannot be changed after protectSchema. Change it before.`);
  },
};
