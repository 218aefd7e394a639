import {
  type ASTNode,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';

/** Whatever of a schema can carry directives. */
export interface SchemaElement {
  /** Its schema coordinate; `schema` for the schema itself. */
  readonly coordinate: string;
  readonly extensions: unknown;
  /** Where it is written: its definition and all that extends it; none if it was made in code. */
  readonly nodes: readonly ASTNode[];
}

interface Described {
  readonly extensions: unknown;
  readonly astNode?: ASTNode | null | undefined;
  readonly extensionASTNodes?: readonly ASTNode[];
}

/** The schema, its types with all their members, and its directives with their arguments. */
export function* elementsOf(schema: GraphQLSchema): Generator<SchemaElement> {
  yield element('schema', schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    yield element(type.name, type);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        yield element(`${type.name}.${field.name}`, field);
        for (const argument of field.args) yield element(`${type.name}.${field.name}(${argument.name}:)`, argument);
      }
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) yield element(`${type.name}.${field.name}`, field);
    } else if (isEnumType(type)) {
      for (const value of type.getValues()) yield element(`${type.name}.${value.name}`, value);
    }
  }
  for (const directive of schema.getDirectives()) {
    yield element(`@${directive.name}`, directive);
    for (const argument of directive.args) yield element(`@${directive.name}(${argument.name}:)`, argument);
  }
}

function element(coordinate: string, { extensions, astNode, extensionASTNodes = [] }: Described): SchemaElement {
  return { coordinate, extensions, nodes: astNode ? [astNode, ...extensionASTNodes] : extensionASTNodes };
}
