import { jsonProblem } from '../http/json-problem.js';
import { isDocumentNestedTooDeep, MAX_NESTING } from '../limits/nesting.js';

export const MAX_CHARACTERS = 100_000;
const MAX_LINES = 5000;

/** Why a document is not even parsed, as a sentence for the client; undefined if nothing speaks against it. */
export function documentProblem(source: string): string | undefined {
  if (source.length > MAX_CHARACTERS)
    return `The document has more than ${MAX_CHARACTERS} characters. Send less at once, and send large values as variables.`;
  if (source.length >= MAX_LINES && countLines(source) > MAX_LINES)
    return `The document has more than ${MAX_LINES} lines. Send less at once.`;
  if (isDocumentNestedTooDeep(source))
    return `The document is nested more than ${MAX_NESTING} levels deep. Request less at once.`;
  return undefined;
}

/** The same for the query part of an address, with its question mark, which can have variables, too. */
export function searchProblem(search: string): string | undefined {
  // What is no UTF-8 would be read as U+FFFD, and texts that differ as one.
  if (!isUtf8(search)) return 'The URL is not valid UTF-8.';
  const parameters = new URLSearchParams(search);
  const source = parameters.get('query');
  const problem = source === null ? undefined : documentProblem(source);
  if (problem) return problem;
  for (const name of ['variables', 'extensions']) {
    const wrong = jsonProblem(Buffer.from(parameters.get(name) ?? ''));
    if (wrong) return `The value of ${name} ${wrong}.`;
  }
  return undefined;
}

/** Whether its percent-encoded bytes are. A percent sign that encodes nothing stands for itself. */
function isUtf8(search: string): boolean {
  try {
    decodeURIComponent(search.replace(/%(?![\da-f]{2})/gi, '%25'));
    return true;
  } catch {
    return false;
  }
}

function countLines(source: string): number {
  return (source.match(/\r\n|\n|\r/g)?.length ?? 0) + 1;
}
