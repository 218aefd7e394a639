import type { LoginMutationVariables, MeQuery, RegisterInput, RegisterStatus } from '../generated/operations.js';
import type { Verdict } from '../requirement.js';
import type { AuthState } from './auth-state.js';
import type { CookieJar } from './cookie-storage.js';
import type { OperationDocument } from './document-text.js';
import type { AskedVariables, Rights } from './rights.js';
import type { GraphqlAnswer, GraphqlRequest } from './send.js';
import type { SessionStorage } from './stored-session.js';

export interface ClientOptions {
  /** Where the API is: `https://api.example.com/graphql`. */
  readonly url: string | URL;
  /**
   * Where the refresh token is kept: `localStorage`, shared by tabs; `sessionStorage`; `AsyncStorage`; or anything with
   * their three methods. By default memory, which is gone with the page. The access token is in memory only.
   */
  readonly storage?: SessionStorage | undefined;
  /** The server keeps the refresh token in a cookie, with `REFRESH_COOKIE=on`: no script can read it. */
  readonly cookie?: boolean;
  /** On a server that renders pages: the cookies of the request, which keep both tokens. One client a request. */
  readonly cookies?: CookieJar | undefined;
  /** By default that of the platform. */
  readonly fetch?: typeof fetch;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /** The name of what is stored, locked and told to other tabs; by default it is made of the URL. */
  readonly name?: string;
  /** What operations ask of their viewers, as code generation writes it: for `can`. */
  readonly rights?: Rights | undefined;
  /** How long a request waits for new tokens while the server is out of reach. By default 30. */
  readonly waitSeconds?: number;
  /** Milliseconds since the epoch, by the clock of this device. By default `Date.now`. */
  readonly clock?: () => number;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

/** Variables that may be left out are left out together. */
export type Variables<TVariables> =
  Record<string, never> extends TVariables
    ? [variables?: TVariables, options?: RequestOptions]
    : [variables: TVariables, options?: RequestOptions];

/** An API with its sign-in. */
export interface Client {
  readonly url: string;
  /** The data of an operation. Rejects with a `ClientError` if there is any error; it has the rest of the data. */
  request<TResult, TVariables>(
    document: OperationDocument<TResult, TVariables>,
    ...rest: Variables<TVariables>
  ): Promise<TResult>;
  /** The whole answer, with the errors beside the data. Rejects only if there is no answer. */
  execute(request: GraphqlRequest, options?: RequestOptions & { readonly mayRepeat?: boolean }): Promise<GraphqlAnswer>;
  /** Makes an account, and signs in if it can be used at once. */
  register(input: RegisterInput): Promise<RegisterStatus>;
  login(credentials: LoginMutationVariables): Promise<AuthState>;
  /** Ends the session, in all tabs. True if the server did so; false if it cannot be reached, and forgets the tokens. */
  logout(): Promise<boolean>;
  /** Null if nobody is signed in. */
  me(): Promise<MeQuery['me']>;
  changePassword(passwords: { readonly currentPassword: string; readonly newPassword: string }): Promise<AuthState>;
  /** What is known by now, without asking the server. */
  readonly state: AuthState;
  /**
   * Whether the server allows an operation to the viewer: `true`, `false`, or `'depends'` for what only the server knows.
   * It is found out without asking, from `rights`; without these everything depends. Throws a `TypeError` for an
   * operation that `rights` do not know.
   */
  can<TResult, TVariables>(
    document: OperationDocument<TResult, TVariables>,
    ...rest: AskedVariables<TVariables>
  ): Verdict;
  /** Finds out who is signed in after a visit before, and resolves when `state` says so. */
  ready(): Promise<AuthState>;
  onAuthStateChange(listener: (state: AuthState) => void): () => void;
  /**
   * An access token that is good for a while; null if nobody is signed in, or by now somebody else than at the call, or than
   * the refused token is for. Rejects if the server cannot be reached.
   *
   * @param refused one that the server has refused: another is fetched in its place
   */
  accessToken(refused?: string | null): Promise<string | null>;
  /** The access token that there is by now; null if there is none, or it has expired. */
  heldAccessToken(): string | null;
  /** Takes no part in what other tabs do any more. */
  close(): void;
}
