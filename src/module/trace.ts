/** What a span says beside its name, under the names of OpenTelemetry's conventions. No secret, and no user. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/**
 * Runs a function in a span of this name, which ends when the promise settles, with an error status if it rejects.
 * Without an OpenTelemetry SDK, the function just runs.
 */
export type Trace = <T>(name: string, attributes: SpanAttributes, run: () => Promise<T>) => Promise<T>;
