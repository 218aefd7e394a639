import { StartupError } from '../../errors.js';
import type { Module } from '../../module/index.js';

/** The modules that no server is without: it verifies tokens, and counts, with their services. */
const NEEDED = ['keys', 'revocation', 'instances', 'rate-limits'];

/**
 * Throws a `TypeError` if two modules have one name, and a `StartupError` that lists the modules which are left out
 * and needed.
 */
export function checkModules(modules: readonly Module[]): void {
  const names = modules.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new TypeError(`Two modules are named "${twice}".`);
  const isMissing = (name: string) => !names.includes(name);
  const problems = [
    ...NEEDED.filter(isMissing).map((name) => `modules: The server needs the module "${name}". Add it.`),
    ...modules.flatMap(({ name, needs = [] }) =>
      needs
        .filter(isMissing)
        .map((other) => `modules: "${name}" needs the module "${other}". Add it, or remove "${name}" too.`),
    ),
  ];
  if (problems.length > 0) throw new StartupError(problems);
}
