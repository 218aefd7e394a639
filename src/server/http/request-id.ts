import type { IncomingHttpHeaders } from 'node:http';

const ID_BYTES = 12;
const ID_LENGTH = 16;
const IDS_AT_ONCE = 256;

/** No space, no quote, no `@`: it stands in lines of logs and in headers as it is. */
const SAFE_ID = /^[\w.:+/=-]{1,128}$/;

/** Trace Context §3.2: version, trace id, parent id, flags; after version 00 nothing more. */
const TRACE_PARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** The id that a request brings, whoever wrote it: `x-request-id`, or else the trace id of `traceparent`; undefined for none that is safe. */
export function broughtId({ 'x-request-id': id, traceparent }: IncomingHttpHeaders): string | undefined {
  if (typeof id === 'string' && SAFE_ID.test(id)) return id;
  return typeof traceparent === 'string' ? traceIdOf(traceparent) : undefined;
}

function traceIdOf(traceparent: string): string | undefined {
  const [, version, traceId, more] = TRACE_PARENT.exec(traceparent) ?? [];
  return version === '00' && more !== undefined ? undefined : traceId;
}

/** Makes ids that nobody can guess, many at once: each is a piece of one long text. */
export function createIds(randomBytes: (size: number) => Buffer): () => string {
  let text = '';
  let at = 0;
  return () => {
    if (at === text.length) {
      text = randomBytes(ID_BYTES * IDS_AT_ONCE).toString('base64url');
      at = 0;
    }
    at += ID_LENGTH;
    return text.slice(at - ID_LENGTH, at);
  };
}
