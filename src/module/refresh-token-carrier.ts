/** Of what a sign-in or a refresh answers, what concerns the refresh token. */
export interface CarriedTokens {
  readonly refreshToken?: string | null | undefined;
  /** Seconds until it expires. */
  readonly refreshExpiresIn: number;
}

/**
 * How the refresh token of one operation is received and returned: in the body or, with `REFRESH_COOKIE`, in a cookie.
 * A client that sends it as an argument, or sends `x-refresh-token: body`, gets it in the body.
 */
export interface RefreshTokenCarrier {
  /** The argument's, or else the cookie's; undefined if there is neither, or if the page may not use the cookie. */
  readonly token: string | undefined;
  /**
   * To be called before anything is done. Throws `FORBIDDEN` if the token would go into the cookie, and the request is
   * not of a page that may use it.
   */
  check(): void;
  /** What is answered: the same, or, if the token goes into the cookie, the same without it. Throws as `check` does. */
  deliver<T extends CarriedTokens>(tokens: T): T;
  /**
   * Deletes the cookie, if the token came in it. Do not call it for a refused token: another tab may have a new one.
   */
  forget(): void;
}
