import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const TRUSTED_DOCUMENTS_MODES = ['only', 'also'] as const;

/** The documents that clients may name by their ids. */
export interface TrustedDocumentsConfig {
  /** `only`: nothing else runs. */
  readonly mode: (typeof TRUSTED_DOCUMENTS_MODES)[number];
  readonly documents: readonly TrustedDocument[];
}

export interface TrustedDocument {
  readonly id: string;
  readonly text: string;
}

const text = z.string('The text of a document must be a string.').min(1, 'A document must have a text.');

/** What `@apollo/generate-persisted-query-manifest` writes. */
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1, 'Only version 1 is supported.'),
  operations: z.array(z.object({ id: z.string().min(1), body: text })),
});

/** What GraphQL Code Generator and Relay write. */
const textsById = z.record(z.string().min(1), text);

/** `TRUSTED_DOCUMENTS`: the path of a manifest of Apollo, or of a JSON object of texts by their ids. */
export const trustedDocumentsVariable = z.string().transform((path, context): readonly TrustedDocument[] => {
  const fail = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const isManifest = typeof json === 'object' && json !== null && 'format' in json && 'operations' in json;
    const { data, error } = (isManifest ? apolloManifest : textsById).safeParse(json);
    if (!data) {
      const problems = error.issues.map(({ path: at, message }) => `${at.join('.') || 'the file'}: ${message}`);
      for (const problem of problems) fail(problem);
      return z.NEVER;
    }
    const documents = isOfApollo(data)
      ? data.operations.map(({ id, body }) => ({ id, text: body }))
      : Object.entries(data).map(([id, body]) => ({ id, text: body }));
    if (documents.length === 0) return fail('The file contains no documents.');
    const problem = collisionOf(documents);
    return problem === undefined ? documents : fail(problem);
  } catch (error) {
    const isFile = typeof error === 'object' && error !== null && 'code' in error;
    return fail(isFile ? `${path} cannot be read. Write the path of a file.` : `${path} is not JSON.`);
  }
});

/** `sha256:…` of a document identifier is the same as APQ's `sha256Hash`. */
export function withoutPrefix(id: string): string {
  return id.startsWith('sha256:') ? id.slice('sha256:'.length) : id;
}

/** Two ids that clients could not tell apart; undefined if there are none. */
function collisionOf(documents: readonly TrustedDocument[]): string | undefined {
  const known = new Map<string, string>();
  for (const { id } of documents) {
    const before = known.get(withoutPrefix(id));
    if (before === id) return `The id ${id} occurs twice.`;
    if (before !== undefined) return `The ids ${before} and ${id} name the same document. Remove one of them.`;
    known.set(withoutPrefix(id), id);
  }
  return undefined;
}

function isOfApollo(data: object): data is z.infer<typeof apolloManifest> {
  return 'operations' in data && Array.isArray(data.operations);
}
