import { readFile } from 'node:fs/promises';
import {
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  Source,
  validate,
} from 'graphql';
import type { ExplainInput } from '../access/report/index.js';
import { StartupError } from '../errors.js';
import { parseSdl, stopIfAny } from '../server/schema/sdl.js';
import { errorCode } from './error-code.js';
import { readJsonObject } from './json-object.js';
import { readStandardInput } from './standard-input.js';

export interface OperationOptions {
  /** A file, or `-` for standard input. */
  readonly query: string;
  readonly operation?: string;
  /** JSON. */
  readonly variables?: string;
}

/** The operation that is meant, checked against the schema. Throws a `StartupError` that lists what is wrong with it. */
export async function readOperation(
  schema: GraphQLSchema,
  { query, operation: name, variables = '{}' }: OperationOptions,
): Promise<Omit<ExplainInput, 'viewer'>> {
  const text = query === '-' ? await readStandardInput() : await readQuery(query);
  const document = parseSdl([new Source(text, query === '-' ? 'standard input' : query)]);
  stopIfAny(validate(schema, document));
  const operation = chooseOperation(document, name);
  const sent = readJsonObject('--variables', variables);
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], sent);
  if (errors) throw new StartupError(errors.map(({ message }) => `--variables: ${message}`));
  return { document, operation, variables: coerced };
}

async function readQuery(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = errorCode(error) === 'ENOENT' ? 'is not a file' : 'cannot be read';
    throw new StartupError([`--query: ${file} ${reason}. Give a file, or - for standard input.`], { cause: error });
  }
}

function chooseOperation(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  const names = document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? [node.name?.value ?? ''] : [],
  );
  if (names.length === 0) throw new StartupError(['--query: The document contains only fragments, and no operation.']);
  const problem = name === undefined ? 'There are several operations.' : `There is no operation ${name}.`;
  throw new StartupError([`--operation: ${problem} Choose from ${names.filter(Boolean).join(', ')}.`]);
}
