import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  parse,
  parseType,
  print,
  TypeInfo,
  type ValueNode,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type Identity, identityOf, type KnownViewers } from './identity.js';
import type { References } from './literal.js';
import { Misreading } from './misreading.js';
import type { WrittenOperation } from './read-check.js';

/** An operation that fits the schema, and who asks it. */
export interface Operation {
  readonly viewer: Identity;
  /** As it is written, on one line. */
  readonly text: string;
  readonly viewerText: string;
  readonly document: DocumentNode;
  readonly kind: OperationTypeNode;
  readonly variables: ValueNode | undefined;
  readonly references: References;
}

export interface Surroundings {
  readonly known: KnownViewers;
  readonly schema: GraphQLSchema;
  /** The answers of setup that can be spoken of. */
  readonly named: ReadonlySet<string>;
  readonly needsServer: boolean;
}

/** Throws a `Misreading` for what does not fit. */
export function readyOperation(written: WrittenOperation, around: Surroundings): Operation {
  const { known, schema, needsServer } = around;
  const viewer = identityOf(written.viewer, known);
  if (needsServer && viewer.reason !== null && viewer.reason !== 'TOKEN_MISSING')
    throw new Misreading(
      `On the server, who is not signed in is "nobody". ${viewer.reason} is for tests without "server".`,
    );
  if (needsServer && viewer.reason === null && viewer.iss !== undefined)
    throw new Misreading('The tokens of the server have its own issuer. Take iss away, or "server".');
  checkReferences(written.references, around);
  const document = withVariables(parseOperation(written.operation), schema, written.references);
  const problems = validate(schema, document);
  if (problems.length > 0) throw new Misreading(problems.map(({ message }) => message).join(' '));
  const [operation, ...others] = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0)
    throw new Misreading('A line has one operation. Write the others on lines of their own.');
  checkVariables(operation, written);
  return {
    viewer,
    text: shown(written),
    viewerText: written.viewer.map(wordText).join(' '),
    document,
    kind: operation.operation,
    variables: written.variables,
    references: written.references,
  };
}

function parseOperation(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new Misreading(error.message);
  }
}

function checkReferences(references: References, { known, named, needsServer }: Surroundings): void {
  for (const [name = '', ...keys] of references.values()) {
    if (named.has(name)) continue;
    const viewer = known.viewers.get(name);
    const mend = needsServer
      ? 'Name an answer of setup, as in "note = ann mutation { … }" below "server", or a viewer, as in $ann.sub.'
      : 'Name a viewer, as in $ann.sub.';
    if (viewer === undefined || viewer.reason !== null)
      throw new Misreading(`There is no $${name} before this. ${mend}`);
    if (keys.join('.') !== 'sub')
      throw new Misreading(`Of a viewer there is $${name}.sub, and no $${name}.${keys.join('.')}.`);
  }
}

/** Declares what is spoken of by name as variables of the types that it is used for. */
function withVariables(document: DocumentNode, schema: GraphQLSchema, references: References): DocumentNode {
  const types = new Map<string, string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Variable: ({ name }) => {
        const type = info.getInputType();
        if (references.has(name.value) && type) types.set(name.value, String(type));
      },
    }),
  );
  const added = [...types].map(
    ([name, type]) =>
      ({
        kind: Kind.VARIABLE_DEFINITION,
        variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
        type: parseType(type),
      }) as const,
  );
  const definitions = document.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? { ...node, variableDefinitions: [...(node.variableDefinitions ?? []), ...added] }
      : node,
  );
  return { ...document, definitions };
}

function checkVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  { variables, references }: WrittenOperation,
): void {
  const declared = variableDefinitions.map(({ variable }) => variable.name.value);
  const given = variables?.kind === Kind.OBJECT ? variables.fields.map(({ name }) => name.value) : [];
  const unknown = given.find((name) => !declared.includes(name));
  if (unknown !== undefined) throw new Misreading(`The operation has no variable $${unknown}.`);
  const missing = variableDefinitions.find(
    ({ variable: { name }, type, defaultValue }) =>
      type.kind === Kind.NON_NULL_TYPE && !defaultValue && !given.includes(name.value) && !references.has(name.value),
  );
  if (missing) {
    const { value } = missing.variable.name;
    throw new Misreading(`The variable $${value} has no value. Write behind the operation: with { ${value}: … }`);
  }
}

function wordText(word: WrittenOperation['viewer'][number]): string {
  if (word.kind === 'claims') return `claims ${print(word.value)}`;
  return word.kind === 'name' ? word.text : `${word.kind} ${word.text}`;
}

/** As it was written, on one line. */
function shown({ operation, variables, references }: WrittenOperation): string {
  const text = variables ? `${operation} with ${print(variables)}` : operation;
  const named = text.replace(/\$(\w+)/g, (all, name: string) => {
    const keys = references.get(name);
    return keys ? `$${keys.join('.')}` : all;
  });
  return named.replace(/\s+/g, ' ').trim();
}
