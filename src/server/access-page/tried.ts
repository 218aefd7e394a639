import type { AccessTable } from '../../access/index.js';

/** What is tried, and as whom. */
export interface Tried {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
  /** An access token, as it would be sent. */
  readonly token: string | undefined;
  /** A role of the schema, in its place. */
  readonly role: string | undefined;
}

const NAMES: readonly string[] = ['query', 'variables', 'operationName', 'token', 'role'];

/** Reads the body of a request; a sentence for the client if it is wrong. */
export function readTried(body: unknown, roles: AccessTable['roles']): Tried | string {
  if (!isRecord(body)) return 'Send JSON: { "query": …, "variables": …, "operationName": …, "token" or "role": … }.';
  const unknown = Object.keys(body).filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) return `Of what was sent, only ${NAMES.join(', ')} are known.`;
  const { query, variables } = body;
  const [operationName, token, role] = [body.operationName, body.token, body.role].map((each) => each ?? undefined);
  if (typeof query !== 'string') return 'query is no text. Send an operation.';
  if (!(isRecord(variables) || variables === undefined || variables === null)) return 'variables is no object.';
  if (!isTextOrNone(operationName)) return 'operationName is no text.';
  if (!isTextOrNone(token)) return 'token is no text.';
  // What a header cannot have is in no token either.
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    return 'token is no access token: it has a space, or what no header can have.';
  if (!isTextOrNone(role)) return 'role is no text.';
  if (role !== undefined && token !== undefined) return 'Send a token or a role, and not both.';
  if (role !== undefined && !roles.has(role))
    return `There is no such role. Use one of ${[...roles.keys()].join(', ')}.`;
  return { query, variables: variables ?? {}, operationName, token, role };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
