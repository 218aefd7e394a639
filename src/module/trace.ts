/** What a span says beside its name, under the names of OpenTelemetry's conventions. No secret, and no user. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/**
 * Runs something under a span of this name, which ends when the promise settles, and says so if that rejects. Without an
 * SDK of OpenTelemetry it is just run.
 */
export type Trace = <T>(name: string, attributes: SpanAttributes, run: () => Promise<T>) => Promise<T>;
