import { createHmac } from 'node:crypto';
import type { ClientAddress } from './http/client-address.js';
import { createRequests, type Requests } from './http/observe-requests.js';
import { createRequestLog, type SubjectHash } from './http/request-log.js';
import { createRequestLine } from './request-line.js';
import type { Runtime } from './runtime.js';

const HASH_BYTES = 16;

/** What is told of requests: to the log. */
export function createObservedRequests({ deps, logs, sink }: Runtime, addressOf: ClientAddress): Requests {
  const line = createRequestLine(logs.of('requests'), sink);
  const log = createRequestLog({ line, addressOf, hashOf: createSubjectHash(deps) });
  return createRequests({ observers: [log], randomBytes: deps.randomBytes });
}

/** By a key that is derived from the master key: without it nobody can try who it might be. */
export function createSubjectHash({
  masterKeys,
  randomBytes,
}: Pick<Runtime['deps'], 'masterKeys' | 'randomBytes'>): SubjectHash {
  const key = masterKeys.derive(masterKeys.current, 'logs', new Uint8Array()) ?? randomBytes(32);
  return (issuer, subject) =>
    createHmac('sha256', key)
      .update(JSON.stringify([issuer, subject]))
      .digest()
      .toString('base64url', 0, HASH_BYTES);
}
