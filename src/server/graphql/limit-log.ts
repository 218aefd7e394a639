import type { Log } from '../../module/index.js';
import { createTellBound, type LeftOut } from '../http/tell-bound.js';
import type { ToldViewer } from '../http/told-viewer.js';
import type { Excess } from '../limits/limit-error.js';
import type { Figures } from '../limits/operation-figures.js';

const MAX_NAME_LENGTH = 100;

/** What the log has of operations and their limits. */
export interface LimitLog {
  refused(operation: RefusedOperation): void;
  measured(operation: MeasuredOperation): void;
  /** Tells what was left out by now. */
  stop(): Promise<void>;
}

interface NamedOperation {
  readonly name: string | null | undefined;
  /** SHA-256 of its text, as persisted queries are named. */
  readonly document: string;
}

export interface RefusedOperation extends NamedOperation {
  readonly excess: Excess;
  readonly viewer: ToldViewer | null;
  readonly ipAddress: string | null;
  readonly requestId: string | undefined;
}

export interface MeasuredOperation extends NamedOperation {
  readonly figures: Figures;
  readonly excess: Excess | undefined;
}

export interface LimitLogOptions {
  readonly log: Log;
  /** Told of the limits that an operation is above, whether there is room for its line or not. */
  readonly onAbove?: ((limits: readonly string[]) => void) | undefined;
  /** For how long the same bound holds. */
  readonly windowMilliseconds?: number;
}

/**
 * Each operation is a line with the figures of all limits, and the limits that it is above. Within 10 s each document gets
 * 5 lines; those that are above a limit 50 together, and the others 50. How many were left out is told after that.
 */
export function createLimitLog({ log, onAbove, windowMilliseconds = 10_000 }: LimitLogOptions): LimitLog {
  const bound = createTellBound({
    windowMilliseconds,
    maxLines: 50,
    maxLinesPerKey: 5,
    onLeftOut: (leftOut: LeftOut<'operations'>) => log.info(leftOut, 'more operations were measured than were logged'),
  });
  const hasRoom = ({ document }: NamedOperation, isAbove: boolean) =>
    bound.take({ group: isAbove ? 'above' : 'below', key: document, kind: 'operations' });
  return Object.freeze({
    refused: (operation: RefusedOperation) => {
      onAbove?.(operation.excess.above);
      if (!hasRoom(operation, true)) return;
      const { excess, viewer, ipAddress, requestId: request } = operation;
      log.info({ ...named(operation), ...excess, viewer, ipAddress, request }, 'refused: the operation is too complex');
    },
    measured: (operation: MeasuredOperation) => {
      const { figures, excess } = operation;
      if (excess) onAbove?.(excess.above);
      if (!hasRoom(operation, excess !== undefined)) return;
      const line = { ...named(operation), figures, above: excess?.above ?? [] };
      log.info(line, excess ? 'would be refused: the operation is too complex' : 'measured');
    },
    stop: bound.stop,
  } satisfies LimitLog);
}

function named({ name, document }: NamedOperation) {
  return { operation: name?.slice(0, MAX_NAME_LENGTH) ?? null, document };
}
