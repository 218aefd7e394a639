import { type DocumentNode, Kind, type ValueNode, visit } from 'graphql';
import { Misreading } from './misreading.js';
import type { Operation } from './operation.js';
import type { ExpectedAnswer } from './read-check.js';

/** What `@auth` answers. On the server resolvers have codes of their own. */
const CODES = ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT'];
const REASONS = ['TOKEN_MISSING', 'SCHEME_NOT_BEARER', 'TOKEN_INVALID', 'TOKEN_EXPIRED', 'TOKEN_REVOKED', 'NOT_RUN'];

/** Throws a `Misreading` for an answer that this operation cannot have, whoever asks. */
export function checkAnswer(
  answer: ExpectedAnswer,
  { document }: Pick<Operation, 'document'>,
  needsServer: boolean,
): void {
  if (answer.kind !== 'answer') return;
  const keys = responseKeys(document);
  for (const { code, path, reason } of answer.errors) {
    if (!needsServer && !CODES.includes(code))
      throw new Misreading(`There is no code ${code}. Without a server there is ${CODES.join(', ')}.`);
    if (reason !== null && !REASONS.includes(reason))
      throw new Misreading(`There is no reason ${reason}. There is ${REASONS.join(', ')}.`);
    for (const key of path.split('.')) checkKey(key, keys, path);
  }
  if (answer.data) checkData(answer.data, keys);
}

function checkData(data: ValueNode, keys: ReadonlySet<string>): void {
  visit(data, { ObjectField: ({ name }) => checkKey(name.value, keys, 'the data') });
}

function checkKey(key: string, keys: ReadonlySet<string>, where: string): void {
  if (/^\d+$/.test(key) || keys.has(key)) return;
  throw new Misreading(
    `The operation does not ask for ${key}, which stands in ${where}. It asks for ${[...keys].join(', ')}.`,
  );
}

function responseKeys(document: DocumentNode): ReadonlySet<string> {
  const keys = new Set<string>();
  visit(document, { [Kind.FIELD]: ({ name, alias }) => void keys.add((alias ?? name).value) });
  return keys;
}
