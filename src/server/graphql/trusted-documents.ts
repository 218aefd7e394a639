import { createHash } from 'node:crypto';
import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { StartupError } from '../../errors.js';
import type { ServerConfig } from '../config/config.js';
import { type TrustedDocument, type TrustedDocumentsConfig, withoutPrefix } from '../config/trusted-documents.js';
import { documentProblem } from './document-problem.js';
import { documentRules } from './document-rules.js';

/** Documents that are parsed, and valid for the schema. */
export interface TrustedDocuments {
  readonly mode: TrustedDocumentsConfig['mode'];
  /** The text of a document, by its id. */
  readonly byId: ReadonlyMap<string, string>;
  readonly byText: ReadonlyMap<string, DocumentNode>;
}

/**
 * Undefined if there are none. Throws a `StartupError` that lists what does not parse, what does not fit the schema, and
 * ids that are the SHA-256 of another text: clients that hash their text would never find it, and it may have been changed.
 */
export function readTrustedDocuments(
  { trustedDocuments, limits }: Pick<ServerConfig, 'trustedDocuments' | 'limits'>,
  schema: GraphQLSchema,
): TrustedDocuments | undefined {
  if (!trustedDocuments) return undefined;
  const { mode, documents } = trustedDocuments;
  const byText = new Map<string, DocumentNode>();
  const problems = documents.flatMap((trusted) => {
    const read = readDocument(trusted, schema, limits.operation.tokens);
    if ('document' in read) byText.set(trusted.text, read.document);
    return 'document' in read ? [] : read.problems.map((problem) => `TRUSTED_DOCUMENTS: ${trusted.id}: ${problem}`);
  });
  if (problems.length > 0) throw new StartupError(problems);
  return Object.freeze({ mode, byId: new Map(documents.map(({ id, text }) => [withoutPrefix(id), text])), byText });
}

type Read = { readonly document: DocumentNode } | { readonly problems: readonly string[] };

function readDocument({ id, text }: TrustedDocument, schema: GraphQLSchema, maxTokens: number): Read {
  const hash = createHash('sha256').update(text).digest('hex');
  if (/^[0-9a-f]{64}$/.test(withoutPrefix(id)) && withoutPrefix(id) !== hash)
    return { problems: [`The SHA-256 of its text is ${hash}. Generate the file again.`] };
  const problem = documentProblem(text);
  if (problem) return { problems: [problem] };
  try {
    const document = parse(text, { maxTokens });
    const errors = validate(schema, document, [...specifiedRules, ...documentRules]);
    return errors.length > 0 ? { problems: errors.map(({ message }) => message) } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { problems: [error.message] };
    throw error;
  }
}
