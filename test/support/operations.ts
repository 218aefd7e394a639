import { expect } from '@jest/globals';
import type { GraphqlRequest, GraphqlResponse } from './graphql.js';
import type { TestServer } from './server.js';

type Api = Pick<TestServer, 'request'>;

const AUTH = 'accessToken tokenType refreshToken expiresIn refreshExpiresIn userId sessionId';

export const ME = '{ me { id email roles } }';

export function register(server: Api, input: Readonly<Record<string, unknown>>, options?: GraphqlRequest) {
  const query = `mutation ($input: RegisterInput!) { register(input: $input) { status auth { ${AUTH} } } }`;
  return server.request(query, { ...options, variables: { input } });
}

export function login(server: Api, email: string, password: string, options?: GraphqlRequest) {
  const query = `mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { ${AUTH} } }`;
  return server.request(query, { ...options, variables: { email, password } });
}

export function refresh(server: Api, refreshToken: unknown, options?: GraphqlRequest) {
  const query = `mutation ($refreshToken: String!) { refresh(refreshToken: $refreshToken) { ${AUTH} } }`;
  return server.request(query, { ...options, variables: { refreshToken } });
}

/** Without a refresh token, the argument is left out. */
export function logout(server: Api, refreshToken?: string | null, options?: GraphqlRequest) {
  const query = 'mutation ($refreshToken: String) { logout(refreshToken: $refreshToken) }';
  return server.request(query, { ...options, variables: { refreshToken } });
}

export function setUserRoles(server: Api, token: string, userId: string, roles: readonly string[]) {
  const query =
    'mutation ($userId: ID!, $roles: [Role!]!) { setUserRoles(userId: $userId, roles: $roles) { id roles } }';
  return server.request(query, { token, variables: { userId, roles } });
}

/** One root field, answered without an error. Returns its value. */
// biome-ignore lint/suspicious/noExplicitAny: tests read what their own query asked for.
export function expectAnswer(response: GraphqlResponse, field: string): any {
  expect(response.errors).toEqual([]);
  expect(response.data?.[field]).toEqual(expect.anything());
  return response.data[field];
}

/** One root field, null with this one error at its path, and nothing more in the error's extensions. */
export function expectError(
  response: GraphqlResponse,
  field: string,
  extensions: Readonly<Record<string, unknown>>,
): void {
  expect(response.data).toEqual({ [field]: null });
  expect(response.errors).toEqual([expect.objectContaining({ path: [field], extensions })]);
}

/** A document or variable that does not fit the schema: nothing ran, so there is no `data` at all. */
export function expectInvalid(response: GraphqlResponse, code: string, message: RegExp): void {
  expect(response.status).toBe(200);
  expect(response.data).toBeUndefined();
  expect(response.errors).toEqual([
    expect.objectContaining({ message: expect.stringMatching(message), extensions: { code } }),
  ]);
}

/** `me` with this access token answers. */
export async function expectAlive(server: Api, { accessToken }: { readonly accessToken: string }): Promise<void> {
  expectAnswer(await server.request(ME, { token: accessToken }), 'me');
}

/** `me` with this access token is refused, as for a session that has ended. */
export async function expectRevoked(server: Api, { accessToken }: { readonly accessToken: string }): Promise<void> {
  expectError(await server.request(ME, { token: accessToken }), 'me', {
    code: 'UNAUTHENTICATED',
    reason: 'TOKEN_REVOKED',
  });
}

/**
 * As `expectRevoked`, on another instance than the one that ended it. It learns of it within a second; that is measured
 * elsewhere, and a busy machine that runs many tests at once has more.
 */
export async function expectRevokedSoon(server: Api, tokens: { readonly accessToken: string }): Promise<void> {
  const deadline = performance.now() + 10_000;
  const isAlive = async () => (await server.request(ME, { token: tokens.accessToken })).errors.length === 0;
  while (performance.now() < deadline && (await isAlive())) await new Promise((resolve) => setTimeout(resolve, 25));
  await expectRevoked(server, tokens);
}

/** The same without what is written of a refusal, which comes after its answer. */
export function takeQueriesButAudit(server: Pick<TestServer, 'takeQueries'>): readonly string[] {
  return takeRequestQueries(server).filter((sql) => !sql.startsWith('insert into "audit_events"'));
}

const OF_THE_SERVER =
  / "revocations" where "(position|expires_at)"| "signing_key|^(select \* from|update|delete from) "mails"|^select count\(\*\) as "count" from "mails"/;

/** The statements that requests ran since the last call: without those that the server runs by itself. */
export function takeRequestQueries(server: Pick<TestServer, 'takeQueries'>): readonly string[] {
  return server.takeQueries().filter(isOfRequest);
}

/** False for a statement that the server runs by itself. */
export function isOfRequest(sql: string): boolean {
  return !OF_THE_SERVER.test(sql);
}
