import type { GraphqlRequest } from './graphql.js';
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
