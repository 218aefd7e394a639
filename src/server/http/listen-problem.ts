import type { Server } from 'node:net';

/** A port, or what has it already. */
export type ListenTarget = number | Server;

/** Why nobody can listen there, and what to do. */
export function listenProblem(
  { code, message }: NodeJS.ErrnoException,
  { target, host }: { readonly target: ListenTarget; readonly host: string },
): string {
  return code === 'EADDRINUSE'
    ? `Port ${target} is in use. Stop the process that uses it, or set PORT.`
    : `The server cannot listen on ${host}:${target}: ${message}. Set PORT and HOST.`;
}
