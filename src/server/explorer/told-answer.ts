/** What the server tells the explorer of who sends the request, and what they may use. */
export interface ToldAnswer {
  readonly viewer: ToldViewer;
  /** By schema coordinate. What has no rule is left out, but for root fields. */
  readonly rules: Readonly<Record<string, ToldRule>>;
}

export interface ToldViewer {
  readonly authenticated: boolean;
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Seconds since the epoch. */
  readonly expiresAt: number | null;
  /** Why nobody is signed in. */
  readonly reason: string | null;
}

export interface ToldRule {
  /** `depends`: on the arguments, or on the object. */
  readonly access: 'allowed' | 'refused' | 'depends';
  /** What is asked for, in words; empty if that is not told, or nothing. */
  readonly rule: string;
}
