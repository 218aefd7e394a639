import type { Log } from '../../module/index.js';
import type { AuditEvent } from './store.js';

export type OnEvent = (event: AuditEvent) => void | Promise<void>;

/** An `onEvent` may be asynchronous, too: what it rejects with must not end the process. Nobody waits for it. */
export async function tell(onEvent: OnEvent | undefined, event: AuditEvent, log: Log): Promise<void> {
  try {
    await onEvent?.(event);
  } catch (error) {
    log.error({ err: error }, 'onEvent failed');
  }
}
