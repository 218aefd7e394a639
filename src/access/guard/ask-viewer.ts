import { GraphQLError } from 'graphql';
import { PortcullisError } from '../../errors.js';
import { hasProperties, isPromise } from '../../values/value-kinds.js';
import type { Viewer } from '../../viewer.js';

/** Finds out who the viewer is, by the context of an operation. */
export type AskViewer = (context: unknown) => Viewer | null | undefined;

export interface AskViewerOptions {
  /** As it was given to `protectSchema`. */
  readonly viewerOf: AskViewer;
  readonly onFailure: (error: unknown) => void;
  /** Not even a viewer that cannot be determined stops anything. */
  readonly dryRun: boolean;
}

/**
 * `viewerOf`, of which a client learns nothing that was not meant for it. What it throws goes to `onFailure`, once for each
 * context, since every field with a rule asks; a `GraphQLError`, and a `PortcullisError`, are thrown on as they are.
 * Throws a `TypeError` if it is asynchronous: whatever has a rule fails, the first time and every time.
 */
export function createAskViewer({ viewerOf, onFailure, dryRun }: AskViewerOptions): AskViewer {
  const told = new WeakSet<object>();
  const tellOnce = (context: unknown, error: unknown) => {
    if (!hasProperties(context)) return onFailure(error);
    if (told.has(context)) return;
    told.add(context);
    onFailure(error);
  };
  return (context) => {
    try {
      const viewer = viewerOf(context);
      return isPromise(viewer as unknown) ? throwAsynchronous(viewer) : viewer;
    } catch (error) {
      if (!dryRun && isForClients(error)) throw error;
      tellOnce(context, error);
      if (dryRun) return null;
      throw new GraphQLError('The viewer could not be determined.', { extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    }
  };
}

class AsynchronousViewerError extends TypeError {
  override readonly name = 'TypeError';

  constructor() {
    super('viewerOf returned a promise. Determine the viewer while you build the context, and return it from there.');
  }
}

function throwAsynchronous(promise: unknown): never {
  // Nobody waits for it: that it rejects is not to end the process.
  Promise.resolve(promise).catch(() => {});
  throw new AsynchronousViewerError();
}

/** What `viewerOf` says itself, and what we say of it: its author is to see that at once. */
function isForClients(error: unknown): boolean {
  return error instanceof GraphQLError || error instanceof PortcullisError || error instanceof AsynchronousViewerError;
}
