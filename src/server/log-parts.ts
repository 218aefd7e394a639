import type { Module } from '../module/index.js';
import type { ServerConfig } from './config/config.js';
import type { LogPart } from './config/log-levels.js';
import type { Log } from './log.js';

/** The log of each part, with its name in every line, and with a level of its own if it has one. */
export interface LogParts {
  of(part: LogPart): Log;
  ofModule(module: Pick<Module, 'name'>): Log;
}

const PARTS_OF_MODULES: Readonly<Record<string, LogPart>> = {
  accounts: 'accounts',
  audit: 'audit',
  instances: 'database',
  keys: 'keys',
  mail: 'mail',
  'rate-limits': 'limits',
  revocation: 'tokens',
  sessions: 'sessions',
};

export function createLogParts(log: Log, levels: ServerConfig['logPartLevels']): LogParts {
  const made = new Map<LogPart, Log>();
  const make = (part: LogPart, more: object = {}) => {
    const level = levels[part];
    return log.child({ part, ...more }, level === undefined ? {} : { level });
  };
  const of = (part: LogPart) => {
    const known = made.get(part) ?? make(part);
    made.set(part, known);
    return known;
  };
  return Object.freeze({
    of,
    ofModule: ({ name }: Pick<Module, 'name'>) => {
      const part = Object.hasOwn(PARTS_OF_MODULES, name) ? PARTS_OF_MODULES[name] : undefined;
      return part ? of(part) : make('modules', { module: name });
    },
  } satisfies LogParts);
}
