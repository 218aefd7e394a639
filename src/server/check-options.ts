import type { Hooks, Module } from '../module/index.js';
import type { ServerOptions } from './create-server.js';

const OPTIONS: readonly string[] = [
  'modules',
  'config',
  'roles',
  'context',
  'log',
  'clock',
  'randomBytes',
  'announce',
] satisfies readonly Exclude<keyof ServerOptions, keyof Hooks | symbol>[];

/** Throws a `TypeError` that names what nobody would look at: it is misspelt, or its module is left out. */
export function checkOptions(options: object, modules: readonly Module[]): void {
  const known = [...OPTIONS, ...modules.flatMap(({ hooks = [] }) => hooks)];
  const unknown = Object.entries(options).filter(([name, value]) => value !== undefined && !known.includes(name));
  if (unknown.length === 0) return;
  const names = unknown.map(([name]) => name).join(', ');
  throw new TypeError(`createServer has no option ${names}. With these modules, its options are ${known.join(', ')}.`);
}
