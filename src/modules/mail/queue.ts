import { createHmac } from 'node:crypto';
import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { ModuleDeps } from '../../module/index.js';
import { insertWaiting, readLine } from './store.js';

/** A mail to be made and sent. */
export interface MailRequest<T> {
  /** What it is made of, as JSON. Nobody can read it in the database. */
  readonly payload: T;
  /** Of the client that asks for it: networks take turns. */
  readonly network: string;
  /** While one waits to be made, another with the same value, from the same network, is the same. */
  readonly same?: string;
  /** If not, nothing is written, after the same work: so that the work does not tell what the answer does not. */
  readonly isWanted?: boolean;
  /** If there is no room for it, or no mail on this server, it is left out without a word. */
  readonly isOptional?: boolean;
}

export interface QueueOptions extends Pick<ModuleDeps, 'masterKeys' | 'clock' | 'randomBytes'> {
  /** How many mails of one network may wait. */
  readonly perNetwork: number;
  /** Once so many wait, each network may have one. Once twice as many do, nobody may have any more. */
  readonly capacity: number;
}

/** What waits to be made and sent, so far as adding to it goes. */
export interface Queue {
  /** Writes a request with what the transaction writes. `SERVICE_UNAVAILABLE` if too many wait. */
  add<T>(tx: Transaction, kind: string, request: MailRequest<T>): Promise<void>;
  /** Tells how many wait, every now and then. */
  noteSize(size: number): void;
}

const RETRY_SECONDS = 60;

/**
 * Networks take turns: the first mail of one comes with the first turn that waits, and each further one a turn after the
 * one before it. So whoever asks for many waits for their own, and nobody else does.
 */
export function createQueue({ masterKeys, clock, randomBytes, perNetwork, capacity }: QueueOptions): Queue {
  const key = masterKeys.derive(masterKeys.current, 'mail-recipients', new Uint8Array()) ?? randomBytes(32);
  const sealer = masterKeys.sealer('mail');
  let size = 0;
  const hasRoom = (waiting: number) => (size < capacity ? waiting < perNetwork : size < 2 * capacity && waiting === 0);
  return Object.freeze({
    add: async (tx, kind, { payload, network, same, isWanted = true, isOptional = false }) => {
      const id = randomBytes(16).toString('hex');
      const now = clock();
      const { waiting, last, first } = await readLine(tx.query, { network, limit: perNetwork, now });
      const isAdded = hasRoom(waiting);
      if (!isAdded && !isOptional) throw tooMany();
      const row = {
        id,
        kind,
        recipient: createHmac('sha256', key)
          .update(`${kind} ${same ?? id}`)
          .digest('base64url'),
        network,
        sealed: sealer.seal(JSON.stringify(payload), contextOf(id)),
        turn: Math.max(first ?? 0, last === null ? 0 : last + 1),
        now,
      };
      await insertWaiting(tx.query, row, isWanted && isAdded);
      tx.afterCommit(() => {
        size += 1;
      });
    },
    noteSize: (counted) => {
      size = counted;
    },
  } satisfies Queue);
}

/** What is sealed in a row opens in no other. */
export function contextOf(id: string): string {
  return `mail ${id}`;
}

function tooMany(): PortcullisError {
  return new PortcullisError('SERVICE_UNAVAILABLE', 'Too many mails are waiting to be sent. Try again in a minute.', {
    retryAfter: RETRY_SECONDS,
  });
}
