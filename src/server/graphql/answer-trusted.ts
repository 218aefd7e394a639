import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../errors.js';
import { withoutPrefix } from '../config/trusted-documents.js';
import type { AnswerOperation, SentOperation } from './answer-operation.js';
import type { TrustedDocuments } from './trusted-documents.js';

type Sent = Readonly<Record<string, unknown>>;

/**
 * Puts the text of a trusted document where a client names its id: by the extension of automatic persisted queries, or as
 * `documentId` (GraphQL over HTTP, persisted documents). Nothing is registered. With `only`, a text that is none of theirs,
 * to the letter, is not run.
 */
export function withTrustedDocuments(answer: AnswerOperation, trusted: TrustedDocuments): AnswerOperation {
  return (sent) => {
    if (sent.request.method === 'GET') return answer(resolveSearch(sent, trusted));
    return answer(isRecord(sent.body) ? { ...sent, ...resolve(sent.body, trusted) } : sent);
  };
}

function resolveSearch(sent: SentOperation, trusted: TrustedDocuments): SentOperation {
  const parameters = new URLSearchParams(sent.search);
  // One that is there twice is refused later; what has neither of these is no operation, but perhaps a page.
  const names = ['query', 'documentId', 'extensions'].filter((name) => parameters.getAll(name).length === 1);
  if (names.length === 0) return sent;
  const { extensions, ...texts } = Object.fromEntries(names.map((name) => [name, parameters.get(name)]));
  const { body, refusal } = resolve({ ...texts, extensions: tryJson(extensions) }, trusted);
  for (const name of names) parameters.delete(name);
  if (typeof body.query === 'string') parameters.set('query', body.query);
  if (isRecord(body.extensions)) parameters.set('extensions', JSON.stringify(body.extensions));
  else if (body.extensions === undefined && extensions) parameters.set('extensions', extensions);
  return { ...sent, search: `?${parameters}`, ...(refusal && { refusal }) };
}

function resolve(body: Sent, { mode, byId, byText }: TrustedDocuments) {
  const { documentId, ...rest } = body;
  const { persistedQuery, ...extensions } = isRecord(body.extensions) ? body.extensions : {};
  const plain = isRecord(body.extensions) ? { ...rest, extensions } : rest;
  const { query } = body;
  if (typeof query === 'string' && query !== '')
    return mode === 'also' || byText.has(query) ? { body: plain } : { body: plain, refusal: notTrusted() };
  const id = typeof documentId === 'string' ? documentId : hashOf(persistedQuery);
  // No operation at all, which is told as ever.
  if (id === undefined) return { body: plain };
  const text = byId.get(withoutPrefix(id));
  if (text !== undefined) return { body: { ...plain, query: text } };
  return { body: plain, refusal: mode === 'also' ? notFound() : notTrusted() };
}

function hashOf(persistedQuery: unknown): string | undefined {
  const isKnown = isRecord(persistedQuery) && persistedQuery.version === 1;
  return isKnown && typeof persistedQuery.sha256Hash === 'string' ? persistedQuery.sha256Hash : undefined;
}

/** A client of automatic persisted queries sends the text then. */
function notFound(): GraphQLError {
  return refuse('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
}

function notTrusted(): GraphQLError {
  return refuse('DOCUMENT_NOT_TRUSTED', 'This server runs only trusted documents.');
}

function refuse(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

function isRecord(value: unknown): value is Sent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tryJson(text: string | null | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
