// Where the processes run: the server on one core, the load on another.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Gives the two cores, or, if they cannot be had, why not. */
export function findCores() {
  const { status, stdout } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  if (status !== 0) return { note: 'Nothing is pinned to a core: there is no taskset here.' };
  const allowed = listOf(stdout.slice(stdout.lastIndexOf(':') + 1).trim());
  if (allowed.length < 2 || availableParallelism() < 2) {
    return { note: 'Nothing is pinned to a core: there is but one, which server and load share.' };
  }
  const [server, load] = allowed;
  return { server, load, note: `The servers run on core ${server}, the load on core ${load}.` };
}

/** `0,2-3` as `[0, 2, 3]`. */
function listOf(text) {
  return text.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
