import type { ServerResponse } from 'node:http';

export interface StallOptions {
  /** For how long nothing of the answer may leave. */
  readonly limitMilliseconds: number;
  /** How often that is looked at. */
  readonly lookMilliseconds: number;
}

const AS_BUILT: StallOptions = { limitMilliseconds: 30_000, lookMilliseconds: 5_000 };

/**
 * Ends the connection of an answer that was written, if the client reads nothing of it for 30 s; it is looked at every
 * 5 s. Costs nothing for an answer that is out already, as nearly all are.
 */
export function endIfStalled(
  response: ServerResponse,
  { limitMilliseconds, lookMilliseconds }: StallOptions = AS_BUILT,
): void {
  const { socket } = response;
  if (response.writableLength === 0 || !socket) return;
  // What a client sends in the meantime would count as a sign of life.
  socket.pause();
  let lastLook = 0;
  let stalledSince = 0;
  // Node calls it if nothing has left since it looked last, and then not again unless it is asked to.
  response.setTimeout(lookMilliseconds, () => {
    const now = performance.now();
    if (now - lastLook > 1.5 * lookMilliseconds) stalledSince = now - lookMilliseconds;
    lastLook = now;
    if (now - stalledSince >= limitMilliseconds) socket.destroy();
    else socket.setTimeout(lookMilliseconds);
  });
  response.once('close', () => socket.resume());
}
