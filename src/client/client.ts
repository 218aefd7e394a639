import type { LoginMutationVariables, MeQuery, RegisterInput, RegisterStatus } from '../generated/operations.js';
import type { Verdict } from '../requirement.js';
import type { AuthState } from './auth-state.js';
import type { CookieJar } from './cookie-storage.js';
import type { OperationDocument } from './document-text.js';
import type { AskedVariables, Rights } from './rights.js';
import type { GraphqlAnswer, GraphqlRequest } from './send.js';
import type { SessionStorage } from './stored-session.js';

export interface ClientOptions {
  /** The address of the API: `https://api.example.com/graphql`. */
  readonly url: string | URL;
  /**
   * Where the refresh token is kept: `localStorage`, shared by tabs; `sessionStorage`; `AsyncStorage`; or anything with
   * their three methods. By default memory, which is lost with the page. The access token is kept only in memory.
   */
  readonly storage?: SessionStorage | undefined;
  /** True if the server keeps the refresh token in a cookie that scripts cannot read, with `REFRESH_COOKIE=on`. */
  readonly cookie?: boolean;
  /**
   * On a server that renders pages: the cookies of the request, which hold both tokens. Create one client per request.
   */
  readonly cookies?: CookieJar | undefined;
  /** By default the `fetch` of the platform. */
  readonly fetch?: typeof fetch;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /** The name under which the session is stored, locked and shared with other tabs; by default derived from the URL. */
  readonly name?: string;
  /** What operations require of their viewers, as written by code generation; used by `can`. */
  readonly rights?: Rights | undefined;
  /** How long a request waits for new tokens while the server cannot be reached. By default 30. */
  readonly waitSeconds?: number;
  /** Returns milliseconds since the epoch by the clock of this device. By default `Date.now`. */
  readonly clock?: () => number;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

/** The variables argument is optional if all variables are. */
export type Variables<TVariables> =
  Record<string, never> extends TVariables
    ? [variables?: TVariables, options?: RequestOptions]
    : [variables: TVariables, options?: RequestOptions];

/** A client of an API, including sign-in. */
export interface Client {
  readonly url: string;
  /**
   * Resolves to the data of an operation. Rejects with a `ClientError` if there is any error; its `data` has the rest.
   */
  request<TResult, TVariables>(
    document: OperationDocument<TResult, TVariables>,
    ...rest: Variables<TVariables>
  ): Promise<TResult>;
  /** Resolves to the whole answer, data and errors. Rejects only if there is no answer. */
  execute(request: GraphqlRequest, options?: RequestOptions & { readonly mayRepeat?: boolean }): Promise<GraphqlAnswer>;
  /** Creates an account, and signs in if it can be used at once. */
  register(input: RegisterInput): Promise<RegisterStatus>;
  login(credentials: LoginMutationVariables): Promise<AuthState>;
  /**
   * Ends the session in all tabs. True if the server ended it; false if the server could not be reached, in which case
   * the tokens are only forgotten.
   */
  logout(): Promise<boolean>;
  /** Null if nobody is signed in. */
  me(): Promise<MeQuery['me']>;
  changePassword(passwords: { readonly currentPassword: string; readonly newPassword: string }): Promise<AuthState>;
  /** The current state, without asking the server. */
  readonly state: AuthState;
  /**
   * Whether the server allows the viewer an operation: `true`, `false`, or `'depends'` if only the server can know. It
   * is determined from `rights` without asking the server; without `rights`, everything depends. Throws a `TypeError`
   * for an operation that is not in `rights`.
   */
  can<TResult, TVariables>(
    document: OperationDocument<TResult, TVariables>,
    ...rest: AskedVariables<TVariables>
  ): Verdict;
  /** Restores the session of an earlier visit, and resolves when `state` is up to date. */
  ready(): Promise<AuthState>;
  onAuthStateChange(listener: (state: AuthState) => void): () => void;
  /**
   * Resolves to an access token that stays valid for a while; null if nobody is signed in, or if the user is no longer
   * the one at the time of the call or of the refused token. Rejects if the server cannot be reached.
   *
   * @param refused a token that the server has refused, so that a new one is fetched
   */
  accessToken(refused?: string | null): Promise<string | null>;
  /** The current access token; null if there is none or it has expired. */
  heldAccessToken(): string | null;
  /** Stops taking part in what other tabs do. */
  close(): void;
}
