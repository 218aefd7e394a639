import type { AuditEventType } from '../../generated/resolvers.js';
import type { Log } from '../../module/index.js';
import type { AuditEvent } from './store.js';

/** It has a line already, which says more. */
const TOLD_ELSEWHERE: AuditEventType = 'OPERATION_REFUSED';
/** As many as there are sessions, every few minutes. */
const USUAL: AuditEventType = 'REFRESHED';

const ACCOUNT_ID = /^[\da-f]{32}$/;

/** A line for what matters to security: ids, and where it came from. */
export function logEvent(log: Log, event: AuditEvent, request: string | undefined): void {
  const { type, userId, sessionId, ipAddress, detail } = event;
  const actorId = ofOurs(event.actorId);
  if (type === TOLD_ELSEWHERE) return;
  const level = type === USUAL ? 'debug' : 'info';
  if (!log.isLevelEnabled(level)) return;
  log[level]({ event: type, userId, actorId, sessionId, ipAddress, detail, request }, 'audit event');
}

/** Who comes from another issuer may be known there by an e-mail address, and is told by the line of the request. */
function ofOurs(actorId: string | null): string | null | undefined {
  return actorId === null || ACCOUNT_ID.test(actorId) ? actorId : undefined;
}
