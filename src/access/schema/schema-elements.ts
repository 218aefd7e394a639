import {
  type ASTNode,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isUnionType,
  Kind,
} from 'graphql';

/** Whatever of a schema can carry directives. */
export interface SchemaElement {
  /** Its schema coordinate; `schema` for the schema itself. */
  readonly coordinate: string;
  /** Of its definition, be it written or not. */
  readonly kind: Kind;
  readonly element: Described;
}

export interface Described {
  readonly extensions: unknown;
  readonly astNode?: ASTNode | null | undefined;
  readonly extensionASTNodes?: readonly ASTNode[];
}

/** The schema, its types with all their members, and its directives with their arguments. */
export function* elementsOf(schema: GraphQLSchema): Generator<SchemaElement> {
  yield { coordinate: 'schema', kind: Kind.SCHEMA_DEFINITION, element: schema };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isIntrospectionType(type)) yield* elementsOfType(type);
  }
  for (const directive of schema.getDirectives()) {
    yield { coordinate: `@${directive.name}`, kind: Kind.DIRECTIVE_DEFINITION, element: directive };
    yield* argumentsOf(`@${directive.name}`, directive.args);
  }
}

/** Where an element is written: its definition and all that extends it; none if it was made in code. */
export function nodesOf({ astNode, extensionASTNodes = [] }: Described): readonly ASTNode[] {
  return astNode ? [astNode, ...extensionASTNodes] : extensionASTNodes;
}

function* elementsOfType(type: GraphQLNamedType): Generator<SchemaElement> {
  yield { coordinate: type.name, kind: kindOf(type), element: type };
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      yield { coordinate, kind: Kind.FIELD_DEFINITION, element: field };
      yield* argumentsOf(coordinate, field.args);
    }
  } else if (isInputObjectType(type)) {
    for (const element of Object.values(type.getFields()))
      yield { coordinate: `${type.name}.${element.name}`, kind: Kind.INPUT_VALUE_DEFINITION, element };
  } else if (isEnumType(type)) {
    for (const element of type.getValues())
      yield { coordinate: `${type.name}.${element.name}`, kind: Kind.ENUM_VALUE_DEFINITION, element };
  }
}

function* argumentsOf(coordinate: string, args: readonly GraphQLArgument[]): Generator<SchemaElement> {
  for (const element of args)
    yield { coordinate: `${coordinate}(${element.name}:)`, kind: Kind.INPUT_VALUE_DEFINITION, element };
}

function kindOf(type: GraphQLNamedType): Kind {
  if (isObjectType(type)) return Kind.OBJECT_TYPE_DEFINITION;
  if (isInterfaceType(type)) return Kind.INTERFACE_TYPE_DEFINITION;
  if (isUnionType(type)) return Kind.UNION_TYPE_DEFINITION;
  if (isInputObjectType(type)) return Kind.INPUT_OBJECT_TYPE_DEFINITION;
  return isEnumType(type) ? Kind.ENUM_TYPE_DEFINITION : Kind.SCALAR_TYPE_DEFINITION;
}
