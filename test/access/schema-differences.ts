import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql';

/** A type, a member of one, or a directive: something with properties. */
type Element = object & { readonly name?: string };

/** What refers to other elements is compared by their names. */
const REFERENCES: ReadonlySet<PropertyKey> = new Set([
  ...['type', 'args', '_fields', '_interfaces', '_types', '_values', '_valueLookup', '_nameLookup'],
  ...['parent', 'parentType', 'parentEnum'],
  ...['_queryType', '_mutationType', '_subscriptionType', '_directives', '_typeMap', '_subTypeMap'],
  ...['_implementationsMap', '__validationErrors'],
]);

/**
 * Where two schemas differ, but for the resolvers of the fields whose coordinates `isGuarded` knows. They must not share
 * an element, beside scalars and directives that name nothing else; of whatever other properties their elements have,
 * known to graphql-js or not, each must be the very same in both.
 */
export function differences(a: GraphQLSchema, b: GraphQLSchema, isGuarded: (at: string) => boolean): readonly string[] {
  const found: string[] = [];
  const same = (at: string, was: unknown, is: unknown) => Object.is(was, is) || found.push(at);
  const equal = (at: string, was: unknown, is: unknown) => same(at, JSON.stringify(was), JSON.stringify(is));

  const element = (at: string, was: Element, is: Element | undefined) => {
    if (!is) return void found.push(at);
    if (was === is) found.push(`${at} is shared`);
    same(`${at} class`, Object.getPrototypeOf(was), Object.getPrototypeOf(is));
    for (const key of new Set([...Reflect.ownKeys(was), ...Reflect.ownKeys(is)])) {
      const isResolver = (key === 'resolve' || key === 'subscribe') && isGuarded(at);
      // What a guarded schema keeps beside what it guards and pins.
      const isOurs = /^(guarded (resolve|subscribe)|pinned type)$/.test(
        (typeof key === 'symbol' && key.description) || '',
      );
      if (REFERENCES.has(key) || isResolver || isOurs) continue;
      same(`${at}.${String(key)}`, Object.hasOwn(was, key), Object.hasOwn(is, key));
      same(`${at}.${String(key)}`, Reflect.get(was, key), Reflect.get(is, key));
    }
    if ('type' in was && 'type' in is) same(`${at}.type`, String(was.type), String(is.type));
  };
  const elements = (at: string, was: readonly Element[], is: readonly Element[], end = '') => {
    equal(`${at} members`, was.map(nameOf), is.map(nameOf));
    was.forEach((each, index) => {
      element(`${at}${each.name}${end}`, each, is[index]);
    });
  };
  for (const [name, was] of typesOf(a)) {
    const is = b.getType(name);
    if (isScalarType(was)) {
      same(name, was, is);
      continue;
    }
    element(name, was, is);
    equal(`${name} relations`, relationsOf(a, was), is && relationsOf(b, is));
    elements(`${name}.`, membersOf(was), is ? membersOf(is) : []);
    for (const member of membersOf(was)) {
      const other = is && membersOf(is).find((each) => each.name === member.name);
      elements(`${name}.${member.name}(`, argsOf(member), argsOf(other), ':)');
    }
  }
  equal('types', [...typesOf(a).keys()], [...typesOf(b).keys()]);
  equal('directives', a.getDirectives().map(nameOf), b.getDirectives().map(nameOf));
  for (const directive of a.getDirectives()) {
    const other = b.getDirective(directive.name);
    if (directive === other && directive.args.every(({ type }) => isScalarType(getNamedType(type)))) continue;
    element(`@${directive.name}`, directive, other ?? undefined);
    elements(`@${directive.name}(`, directive.args, other?.args ?? [], ':)');
  }
  element('schema', a, b);
  const rootsOf = (schema: GraphQLSchema) =>
    [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].map((type) => type?.name);
  equal('roots', rootsOf(a), rootsOf(b));
  return found;
}

function typesOf(schema: GraphQLSchema): ReadonlyMap<string, GraphQLNamedType> {
  return new Map(Object.entries(schema.getTypeMap()).filter(([, type]) => !isIntrospectionType(type)));
}

function membersOf(type: GraphQLNamedType): readonly Element[] {
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) return Object.values(type.getFields());
  return isEnumType(type) ? type.getValues() : [];
}

function argsOf(member: Element | undefined): readonly Element[] {
  return member && 'args' in member && Array.isArray(member.args) ? member.args : [];
}

function relationsOf(schema: GraphQLSchema, type: GraphQLNamedType): unknown {
  return [
    isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().map(nameOf) : [],
    isUnionType(type) ? type.getTypes().map(nameOf) : [],
    isAbstractType(type) ? schema.getPossibleTypes(type).map(nameOf) : [],
    isInterfaceType(type) ? schema.getImplementations(type).interfaces.map(nameOf) : [],
  ];
}

function nameOf({ name }: Element): string | undefined {
  return name;
}
