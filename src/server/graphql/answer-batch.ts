import type { IncomingMessage } from 'node:http';
import { type Answer, errorAnswer, JSON_TYPE, NO_STORE } from '../http/answer.js';
import { NO_FIGURES } from '../limits/operation-figures.js';
import type { AnswerOperation } from './answer-operation.js';
import { batchProblem } from './batch-problem.js';
import type { Usage } from './context.js';
import type { Documents } from './documents.js';
import { statusOfAll } from './http-status.js';

export type AnswerBatch = (request: IncomingMessage, operations: readonly unknown[]) => Promise<Answer>;

export interface AnswerBatchOptions {
  readonly answerOperation: AnswerOperation;
  readonly documents: Pick<Documents, 'find'>;
  /** How many operations a batch may have; 0 refuses all batches. */
  readonly limit: number;
  /** In all documents together. */
  readonly maxTokens: number;
  readonly isProduction: boolean;
}

/**
 * Answers a batch of operations, as Apollo's `BatchHttpLink` sends them, with the list of their answers. They run one after
 * the other, as if each were sent when the one before was answered: a mutation sees what the one before did, and who has
 * logged out is signed out. What one request may do once, a batch may do once.
 */
export function createAnswerBatch(options: AnswerBatchOptions): AnswerBatch {
  const { answerOperation, documents, limit, maxTokens, isProduction } = options;
  const refuse = (message: string) => errorAnswer(400, { code: 'BAD_REQUEST', message }, NO_STORE);
  return async (request, operations) => {
    if (limit === 0) return refuse(isProduction ? OFF : `${OFF} BATCH_LIMIT turns them on.`);
    if (operations.length === 0) return refuse('A batch must have at least one operation.');
    if (operations.length > limit) return refuse(`A batch may have at most ${limit} operations.`);
    const problem = batchProblem(operations, { documents, maxTokens });
    if (problem) return refuse(problem);
    const usage: Usage = { hasCalledOnce: false, figures: NO_FIGURES };
    const answers: Answer[] = [];
    for (const body of operations) answers.push(await answerOperation({ request, body, search: '', usage }));
    return join(answers);
  };
}

const OFF = 'This server does not accept batches of operations.';

function join(answers: readonly Answer[]): Answer {
  const { status, headers } = statusOfAll(answers);
  const parts = answers.flatMap(({ body }, index) => [index === 0 ? '[' : ',', body]);
  const body = Buffer.concat([...parts, ']\n'].map((part) => Buffer.from(part)));
  const contentType = answers[0]?.headers['content-type'] ?? JSON_TYPE;
  // Each is as long as its own part.
  const { 'content-length': _, ...others }: Answer['headers'] = {
    ...NO_STORE,
    'content-type': contentType,
    ...headers,
  };
  return { status, headers: others, body };
}
