import type { ModuleDeps } from '../../module/index.js';
import { createDrain } from './drain.js';
import { createMaker, type Make } from './make-mails.js';
import { createGiveUp } from './outcome.js';
import { createQueue, type Queue } from './queue.js';
import { createSender, type SenderOptions } from './send-mails.js';
import { countOpen, removeEnded } from './store.js';
import type { Transport } from './transport.js';

export interface OutboxOptions
  extends Pick<ModuleDeps, 'database' | 'services' | 'masterKeys' | 'clock' | 'randomBytes' | 'log'>,
    Pick<SenderOptions, 'concurrency' | 'attemptSeconds' | 'leaseSeconds' | 'maxRestSeconds'> {
  readonly transport: Transport;
  readonly perNetwork: number;
  readonly capacity: number;
  /** How long a mail waits before it is made: the answer to what asked for it is out by then. */
  readonly delayMilliseconds: number;
  /** How often it looks for what other instances left. */
  readonly idleMilliseconds: number;
  /** How long it is kept what became of a mail. */
  readonly retentionSeconds: number;
  /** How long `close` waits for what is being sent. */
  readonly closeSeconds: number;
}

export interface Outbox extends Pick<Queue, 'add'> {
  /** Says how mails of a kind are made. */
  define(kind: string, make: Make<unknown>): void;
  /** Begins to make and send what is there. */
  start(): void;
  /** Ends it. What is not sent stays for whoever starts next. */
  close(): Promise<void>;
}

const UPKEEP_MILLISECONDS = 1000;

/** The mails of the table, made and sent in the background: no answer waits for a mail server. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { database, clock, log } = options;
  const makes = new Map<string, Make<unknown>>();
  const giveUp = createGiveUp(options);
  const queue = createQueue(options);
  const make = createMaker({ ...options, makes, giveUp });
  const sender = createSender({ ...options, giveUp, onFree: () => drain.wake(0) });
  // A command that only asks for a mail leaves it to the server.
  let isStarted = false;
  let keptAt = Number.NEGATIVE_INFINITY;
  const keepUp = async () => {
    if (performance.now() - keptAt < UPKEEP_MILLISECONDS) return;
    keptAt = performance.now();
    queue.noteSize(await countOpen(database.query));
    await removeEnded(database.query, clock() - options.retentionSeconds * 1000);
  };
  const drain = createDrain({
    run: async () => {
      await keepUp();
      const isMore = await make();
      await sender.fill();
      return isMore;
    },
    idleMilliseconds: options.idleMilliseconds,
    onFailure: (error) => log.error({ err: error }, 'mails cannot be sent at the moment; they are kept'),
  });
  return Object.freeze({
    define: (kind, make) => {
      if (makes.has(kind)) throw new TypeError(`Mails of the kind ${kind} are already defined.`);
      makes.set(kind, make);
    },
    add: async (tx, kind, request) => {
      await queue.add(tx, kind, request);
      tx.afterCommit(() => {
        if (isStarted) drain.wake(options.delayMilliseconds);
      });
    },
    start: () => {
      isStarted = true;
      drain.wake(0);
    },
    close: async () => {
      await drain.stop();
      await sender.close(options.closeSeconds);
    },
  } satisfies Outbox);
}
