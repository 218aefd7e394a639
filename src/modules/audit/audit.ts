import type { Query, Transaction } from '../../database/index.js';
import type { AuditEventType } from '../../generated/resolvers.js';
import type { Client, ModuleDeps } from '../../module/index.js';
import { type AuditEvent, type AuditPage, findEvents, insertEvent, listEvents, removeEventsBefore } from './store.js';

/** What happened, to whom, by whom. */
export interface AuditRecord {
  readonly type: AuditEventType;
  /** Whom it concerns. */
  readonly userId?: string | null;
  /** Who did it: the subject of the viewer. */
  readonly actorId?: string | null;
  readonly sessionId?: string | null;
  /** From where. */
  readonly client?: Client | undefined;
  /** A few words; never a password, a token or a secret. */
  readonly detail?: string;
}

export interface AuditService {
  /** Writes an event with what the transaction writes: both are kept, or neither. */
  record(tx: Transaction, record: AuditRecord): Promise<void>;
  /** Writes an event by itself, where nothing else is written. */
  recordAlone(record: AuditRecord): Promise<void>;
  /** The newest first; from the end, the oldest first. */
  list(page: AuditPage): Promise<readonly AuditEvent[]>;
  /** The events of these ids, in any order; unknown ids are left out. */
  findAll(ids: readonly string[]): Promise<readonly AuditEvent[]>;
  /** Forgets what is older than the retention. */
  removeOld(): Promise<void>;
}

export interface AuditOptions extends Pick<ModuleDeps, 'database' | 'clock' | 'randomBytes'> {
  readonly retentionSeconds: number;
  /** Told of each event once it is kept. */
  readonly onEvent: (event: AuditEvent, requestId: string | undefined) => void;
}

export function createAuditService(options: AuditOptions): AuditService {
  const { database, clock, retentionSeconds, onEvent } = options;
  const write = async (query: Query, record: AuditRecord): Promise<AuditEvent> => {
    const event = toEvent(options, record);
    await insertEvent(query, event);
    return event;
  };
  return Object.freeze({
    record: async (tx, record) => {
      const event = await write(tx.query, record);
      tx.afterCommit(() => onEvent(event, record.client?.requestId));
    },
    recordAlone: async (record) => onEvent(await write(database.query, record), record.client?.requestId),
    list: (page) => listEvents(database.query, page),
    findAll: (ids) => findEvents(database.query, ids),
    removeOld: () => removeEventsBefore(database.query, clock() - retentionSeconds * 1000),
  } satisfies AuditService);
}

const MAX_USER_AGENT_LENGTH = 256;

function toEvent({ clock, randomBytes }: AuditOptions, record: AuditRecord): AuditEvent {
  const { type, userId = null, actorId = null, sessionId = null, client, detail = null } = record;
  return {
    id: randomBytes(16).toString('hex'),
    type,
    at: clock(),
    userId,
    actorId,
    sessionId,
    ipAddress: client?.ipAddress ?? null,
    userAgent: client?.userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
    detail,
  };
}
