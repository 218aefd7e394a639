import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { countTokens } from '../limits/count-tokens.js';
import { validationCost } from '../limits/limit-cost.js';
import { documentProblem, MAX_CHARACTERS } from './document-problem.js';
import type { Documents } from './documents.js';

export interface BatchLimits {
  readonly documents: Pick<Documents, 'find'>;
  readonly maxTokens: number;
}

/**
 * Why a batch is not looked at any further, as a sentence for the client: all of its documents together may have no more
 * than one may have alone. Of what is wrong with one of them, that one tells.
 */
export function batchProblem(
  operations: readonly unknown[],
  { documents, maxTokens }: BatchLimits,
): string | undefined {
  const sources = operations.map(sourceOf).filter((source) => source !== undefined);
  const characters = sources.reduce((sum, { length }) => sum + length, 0);
  if (characters > MAX_CHARACTERS)
    return `The documents of the batch have more than ${MAX_CHARACTERS} characters. ${SPLIT}`;
  let tokens = 0;
  let cost = 0;
  for (const source of sources) {
    const document = documents.find(source) ?? tryParse(source, maxTokens);
    if (!document) continue;
    tokens += countTokens(document);
    if (tokens > maxTokens) return `The documents of the batch have more than ${maxTokens} tokens. ${SPLIT}`;
    cost += validationCost(document);
    if (cost > 1) return `The documents of the batch select too many fields, or too much in fragments. ${SPLIT}`;
  }
  return undefined;
}

const SPLIT = 'Send it in parts.';

function sourceOf(operation: unknown): string | undefined {
  const isRecord = typeof operation === 'object' && operation !== null && 'query' in operation;
  return isRecord && typeof operation.query === 'string' ? operation.query : undefined;
}

function tryParse(source: string, maxTokens: number): DocumentNode | undefined {
  if (documentProblem(source)) return undefined;
  try {
    return parse(source, { maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
