// The command line: what is measured, and for how long.
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { servers } from './servers/index.js';
import { workloads } from './workload/workloads.js';

const FULL = { rounds: 5, seconds: 1.5, pairs: 31 };
const QUICK = { rounds: 3, seconds: 0.6, pairs: 0 };
const MIN_PAIRS = 5;

const definitions = {
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  only: { type: 'string' },
  workloads: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  pairs: { type: 'string' },
  profile: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

export const HELP = `npm run bench -- [options]
  --quick               three short rounds, without the table of one token and without the pairs
  --json FILE           writes [{ workload, server, cpuMicrosPerRequest, requestsPerSecond }]
  --only NAMES          some servers, separated by commas: ${Object.keys(servers).join(', ')}
  --workloads NAMES     some workloads, separated by commas: ${Object.keys(workloads).join(', ')}
  --rounds N            rounds of the tables (${FULL.rounds}; quick ${QUICK.rounds})
  --seconds N           how long each server is measured in a round (${FULL.seconds}; quick ${QUICK.seconds})
  --pairs N             rounds of portcullis against portcullis-no-auth, ${MIN_PAIRS} or more, or 0 (${FULL.pairs}; quick ${QUICK.pairs})
  --profile             writes a CPU profile of each server to bench/results/profiles
`;

export class UsageError extends Error {}

/** Reads the arguments; paths are relative to `folder`. Throws a `UsageError` that names what is wrong. */
export function readOptions(args, folder) {
  const { values } = parse(args);
  const defaults = values.quick ? QUICK : FULL;
  const pairs = number(values, 'pairs', { byDefault: defaults.pairs, isWhole: true, min: 0 });
  if (pairs > 0 && pairs < MIN_PAIRS) throw new UsageError(`--pairs: Use ${MIN_PAIRS} or more, or 0 for none.`);
  return Object.freeze({
    isQuick: values.quick,
    /** Some of it only: such a run does not replace the results. */
    isPart: values.quick || values.profile || values.only !== undefined || values.workloads !== undefined,
    json: file(values.json, folder),
    servers: names(values, 'only', Object.keys(servers)),
    workloads: names(values, 'workloads', Object.keys(workloads)),
    rounds: number(values, 'rounds', { byDefault: defaults.rounds, isWhole: true, min: 1 }),
    seconds: number(values, 'seconds', { byDefault: defaults.seconds, min: 0.1 }),
    pairs,
    profile: values.profile,
    help: values.help,
  });
}

function parse(args) {
  try {
    return parseArgs({ args, options: definitions });
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${HELP}`);
  }
}

/** A mistake is told before the time is spent. */
function file(path, folder) {
  if (path === undefined) return undefined;
  if (path === '') throw new UsageError('--json: Write the name of a file.');
  const whole = resolve(folder, path);
  if (existsSync(dirname(whole))) return whole;
  throw new UsageError(`--json: There is no folder ${dirname(whole)}.`);
}

function names(values, option, all) {
  if (values[option] === undefined) return all;
  const asked = values[option].split(',').map((name) => name.trim());
  const unknown = asked.filter((name) => !all.includes(name));
  if (unknown.length === 0) return all.filter((name) => asked.includes(name));
  throw new UsageError(`--${option}: There is no "${unknown.join('", "')}". The names are ${all.join(', ')}.`);
}

function number(values, option, { byDefault, min, isWhole = false }) {
  if (values[option] === undefined) return byDefault;
  const value = Number(values[option]);
  if (values[option].trim() !== '' && value >= min && value < 1000 && (!isWhole || Number.isInteger(value)))
    return value;
  throw new UsageError(`--${option}: Write a ${isWhole ? 'whole ' : ''}number from ${min} to 999.`);
}
