/** A text to one address. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Hands a mail on. Rejects if it cannot, and when the signal says that it took too long. */
export type Transport = (mail: Mail, signal: AbortSignal) => Promise<void>;
