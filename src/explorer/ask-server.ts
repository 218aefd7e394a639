import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import type { ToldAnswer } from '../server/explorer/told-answer.js';
import type { Credentials } from './credentials.js';

/** What the server tells whoever the credentials are of. */
export interface Told extends ToldAnswer {
  /** Of whoever has a session here. */
  readonly email: string | null;
  /** Null if it is not told. */
  readonly introspection: IntrospectionQuery | null;
  /** Why not. */
  readonly problem: string | undefined;
}

export interface Addresses {
  readonly graphql: string;
  readonly rules: string;
}

/** Rejects if the server does not answer. */
export async function askServer(addresses: Addresses, credentials: Credentials): Promise<Told> {
  // First the rules: a token that does not count any more is renewed for them.
  const told = await askRules(addresses, credentials);
  const [schema, email] = await Promise.all([askSchema(addresses, credentials), credentials.email()]);
  return { ...told, ...schema, email };
}

/** With a token of a session that the server does not take any more, once more with the next. */
async function askRules({ rules }: Addresses, credentials: Credentials): Promise<ToldAnswer> {
  const token = await credentials.accessToken();
  const told = await rulesWith(rules, token);
  if (token === null || told.viewer.authenticated || credentials.kind !== 'session') return told;
  return rulesWith(rules, await credentials.accessToken(token));
}

async function rulesWith(url: string, token: string | null): Promise<ToldAnswer> {
  const response = await fetch(url, { headers: token === null ? {} : { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(await problemOf(response));
  return response.json();
}

async function askSchema(
  { graphql }: Addresses,
  credentials: Credentials,
): Promise<Pick<Told, 'introspection' | 'problem'>> {
  const response = await credentials.fetch(graphql, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: getIntrospectionQuery({ inputValueDeprecation: true }) }),
  });
  const { data, errors }: { data?: IntrospectionQuery | null; errors?: readonly { readonly message: string }[] } =
    await response.json();
  if (data) return { introspection: data, problem: undefined };
  return { introspection: null, problem: errors?.[0]?.message ?? `The server answers with ${response.status}.` };
}

async function problemOf(response: Response): Promise<string> {
  const { errors }: { errors?: readonly { readonly message: string }[] } = await response.json().catch(() => ({}));
  return errors?.[0]?.message ?? `The server answers with ${response.status}.`;
}
