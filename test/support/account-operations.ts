import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { TestPlace } from './databases.js';
import type { GraphqlRequest } from './graphql.js';
import { settleMails } from './mailbox.js';
import { isOfRequest, takeRequestQueries } from './operations.js';
import { PASSWORD, type TestServer } from './server.js';

type Api = Pick<TestServer, 'request'>;

const AUTH = 'accessToken tokenType refreshToken expiresIn refreshExpiresIn userId sessionId';

export function changePassword(server: Api, token: string | undefined, currentPassword: string, newPassword: string) {
  const query = `mutation ($current: String!, $new: String!) {
    changePassword(currentPassword: $current, newPassword: $new) { ${AUTH} } }`;
  return server.request(query, {
    variables: { current: currentPassword, new: newPassword },
    ...(token !== undefined && { token }),
  });
}

export function requestPasswordReset(server: Api, email: string, options?: GraphqlRequest) {
  const query = 'mutation ($email: String!) { requestPasswordReset(email: $email) }';
  return server.request(query, { ...options, variables: { email } });
}

export function resetPassword(server: Api, token: string, newPassword: string) {
  const query = 'mutation ($token: String!, $new: String!) { resetPassword(token: $token, newPassword: $new) }';
  return server.request(query, { variables: { token, new: newPassword } });
}

export function requestEmailVerification(server: Api, token?: string) {
  return server.request('mutation { requestEmailVerification }', token === undefined ? {} : { token });
}

export function verifyEmail(server: Api, token: string, password: string = PASSWORD) {
  const query = 'mutation ($token: String!, $password: String!) { verifyEmail(token: $token, password: $password) }';
  return server.request(query, { variables: { token, password } });
}

export function setUserDisabled(server: Api, token: string | undefined, userId: string, disabled: boolean) {
  const query =
    'mutation ($id: ID!, $disabled: Boolean!) { setUserDisabled(userId: $id, disabled: $disabled) { id disabled } }';
  return server.request(query, { variables: { id: userId, disabled }, ...(token !== undefined && { token }) });
}

/** The types of the audit events that concern this user, the oldest first. */
export async function auditTrail(server: Api, adminToken: string, userId: string): Promise<readonly string[]> {
  const query = 'query ($id: ID!) { auditEvents(userId: $id, first: 100) { edges { node { type } } } }';
  const { data } = await server.request(query, { token: adminToken, variables: { id: userId } });
  return data.auditEvents.edges.map(({ node }: { node: { type: string } }) => node.type).toReversed();
}

/** How many password hashes were computed while this ran. */
export async function countHashes(server: Pick<TestServer, 'logged'>, run: () => Promise<unknown>): Promise<number> {
  const before = server.logged.length;
  await run();
  return server.logged.slice(before).filter(({ msg }) => msg === 'password hash').length;
}

/** Waits until this server does nothing any more, and no mail is to be made or sent. */
export async function awaitQuiet(
  server: Pick<TestServer, 'takeQueries'>,
  place: Pick<TestPlace, 'dataDir' | 'url'>,
): Promise<void> {
  do {
    await settleMails(place);
    server.takeQueries();
    await new Promise((resolve) => setTimeout(resolve, 100));
  } while (takeRequestQueries(server).length > 0);
}

/** What the server does for a request. */
export interface Work {
  readonly hashes: number;
  readonly queries: readonly string[];
}

const ANSWERED = 'http.server.response.finish';

/** What this server did for a request until the answer was out. Mails are made later, be it before the client has it. */
export async function workOf(
  { port, logged }: Pick<TestServer, 'port' | 'logged'>,
  run: () => Promise<unknown>,
): Promise<Work> {
  const before = logged.length;
  let after: number | undefined;
  const onAnswer = (message: unknown) => {
    if ((message as { readonly socket: Socket }).socket.localPort === port) after ??= logged.length;
  };
  subscribe(ANSWERED, onAnswer);
  try {
    await run();
  } finally {
    unsubscribe(ANSWERED, onAnswer);
  }
  if (after === undefined) throw new Error('The server has answered nothing.');
  const entries = logged.slice(before, after);
  return {
    hashes: entries.filter(({ msg }) => msg === 'password hash').length,
    queries: entries.flatMap(({ sql }) => (typeof sql === 'string' && isOfRequest(sql) ? [sql] : [])),
  };
}
