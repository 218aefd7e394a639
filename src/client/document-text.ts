import type { DocumentNode } from 'graphql';

/**
 * An operation with the types of its result and variables, as written by code generation: a `TypedDocumentNode`, or a
 * `TypedDocumentString`, which needs no printing.
 */
export type OperationDocument<TResult, TVariables> = (DocumentNode | { toString(): string }) & {
  /** Never present; the types are inferred from it. */
  __apiType?: (variables: TVariables) => TResult;
};

const texts = new WeakMap<object, string>();

/** The text of an operation, printed once for each document. */
export function documentText(document: DocumentNode | { toString(): string }): string {
  if (!isNode(document)) return String(document);
  const text = texts.get(document) ?? print(document);
  texts.set(document, text);
  return text;
}

/** True if the document has a mutation, or if that is not known. */
export function mayBeMutation(document: DocumentNode | { toString(): string }): boolean {
  if (!isNode(document)) return /\bmutation\b/.test(String(document));
  return document.definitions.some((each) => each.kind === 'OperationDefinition' && each.operation === 'mutation');
}

/** The name of the operation in a document; empty if it has none. */
export function operationName(document: DocumentNode | { toString(): string }): string {
  if (!isNode(document)) return /^\s*(?:query|mutation|subscription)\s+(\w+)/m.exec(String(document))?.[1] ?? '';
  for (const each of document.definitions) if (each.kind === 'OperationDefinition') return each.name?.value ?? '';
  return '';
}

function isNode(document: unknown): document is DocumentNode {
  return 'definitions' in Object(document);
}

/** How each kind of node is written: `<before|field|after>` is there if the field is, and is not empty. */
const TEMPLATES: Readonly<Record<string, string>> = {
  Document: '<|definitions|>',
  OperationDefinition: '<|operation|>< |name|><(|variableDefinitions|)>',
  VariableDefinition: '<|variable|>: <|type|>< = |defaultValue|>',
  FragmentDefinition: 'fragment <|name|> on <|typeCondition|>',
  FragmentSpread: '...<|name|>',
  InlineFragment: '...< on |typeCondition|>',
  SelectionSet: '{ <|selections|> }',
  Field: '<|alias|: ><|name|><(|arguments|)>',
  Directive: '@<|name|><(|arguments|)>',
  Argument: '<|name|>: <|value|>',
  Variable: '$<|name|>',
  NonNullType: '<|type|>!',
  ListType: '[<|type|>]',
  NamedType: '<|name|>',
  NullValue: 'null',
  ListValue: '[<|values|>]',
  ObjectValue: '{<|fields|>}',
  ObjectField: '<|name|>: <|value|>',
};
/** Name, IntValue, FloatValue, EnumValue and BooleanValue. */
const OTHERS = '<|value|>';
const AT_THE_END = '< |directives|>< |selectionSet|>';

function print(value: unknown): string {
  if (Array.isArray(value)) return value.map(print).join(' ');
  const { kind, ...fields } = Object(value);
  if (kind === undefined) return String(value ?? '');
  if (kind === 'StringValue') return JSON.stringify(fields.value);
  const template = (TEMPLATES[kind] ?? OTHERS) + AT_THE_END;
  return template.replace(/<([^|]*)\|(\w+)\|([^>]*)>/g, (_, before, field, after) => {
    const text = print(fields[field]);
    return text && before + text + after;
  });
}
