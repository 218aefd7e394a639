import type { DocumentNode } from 'graphql';

/**
 * An operation with the types of its result and its variables, as code generation makes it: a `TypedDocumentNode`, or a
 * `TypedDocumentString`, whose text needs no printing.
 */
export type OperationDocument<TResult, TVariables> = (DocumentNode | { toString(): string }) & {
  /** Never there: what the types are inferred from. */
  __apiType?: (variables: TVariables) => TResult;
};

type Node = { readonly kind: string } & Readonly<Record<string, unknown>>;

const texts = new WeakMap<object, string>();

/** The text of an operation, printed once for each document. */
export function documentText(document: DocumentNode | { toString(): string }): string {
  if (!isNode(document)) return String(document);
  const before = texts.get(document);
  if (before !== undefined) return before;
  const text = print(document);
  texts.set(document, text);
  return text;
}

/** True if the document has a mutation, or if that is not known. */
export function mayBeMutation(document: DocumentNode | { toString(): string }): boolean {
  if (!isNode(document)) return /\bmutation\b/.test(String(document));
  return document.definitions.some((each) => each.kind === 'OperationDefinition' && each.operation === 'mutation');
}

function isNode(document: unknown): document is DocumentNode {
  return typeof document === 'object' && document !== null && 'definitions' in document;
}

function print(value: unknown): string {
  const node = value as Node;
  const { kind, operation, name, alias, value: own, type } = node;
  const at = (field: string) => print(node[field]);
  const all = (field: string, separator = ' ') => ((node[field] ?? []) as readonly Node[]).map(print).join(separator);
  const listed = (field: string) => (all(field) ? `(${all(field)})` : '');
  const directives = () => (all('directives') ? ` ${all('directives')}` : '');
  const fields = () => (node.selectionSet ? ` ${at('selectionSet')}` : '');
  switch (kind) {
    case 'Document':
      return all('definitions', '\n');
    case 'OperationDefinition':
      return `${operation}${name ? ` ${at('name')}` : ''}${listed('variableDefinitions')}${directives()}${fields()}`;
    case 'VariableDefinition':
      return `${at('variable')}: ${at('type')}${node.defaultValue ? ` = ${at('defaultValue')}` : ''}${directives()}`;
    case 'FragmentDefinition':
      return `fragment ${at('name')} on ${at('typeCondition')}${directives()}${fields()}`;
    case 'FragmentSpread':
      return `...${at('name')}${directives()}`;
    case 'InlineFragment':
      return `...${node.typeCondition ? ` on ${at('typeCondition')}` : ''}${directives()}${fields()}`;
    case 'SelectionSet':
      return `{ ${all('selections')} }`;
    case 'Field':
      return `${alias ? `${at('alias')}: ` : ''}${at('name')}${listed('arguments')}${directives()}${fields()}`;
    case 'Directive':
      return `@${at('name')}${listed('arguments')}`;
    case 'Argument':
    case 'ObjectField':
      return `${at('name')}: ${at('value')}`;
    case 'Variable':
      return `$${at('name')}`;
    case 'NonNullType':
      return `${print(type)}!`;
    case 'ListType':
      return `[${print(type)}]`;
    case 'NamedType':
      return at('name');
    case 'ListValue':
      return `[${all('values')}]`;
    case 'ObjectValue':
      return `{ ${all('fields')} }`;
    case 'StringValue':
      return JSON.stringify(own);
    case 'NullValue':
      return 'null';
    // Name, IntValue, FloatValue, EnumValue and BooleanValue.
    default:
      return String(own);
  }
}
