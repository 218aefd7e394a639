// The comparison: starts the servers, measures them in rounds, and writes what it found.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HELP, readOptions, UsageError } from './options.js';
import { reached } from './report/reach.js';
import { reachTable, resultTable } from './report/tables.js';
import { writeResults } from './report/write-results.js';
import { startChild } from './run/child.js';
import { findCores } from './run/cores.js';
import { measureAll } from './run/measure-all.js';
import { startSubject } from './run/subject.js';
import { createTokens } from './workload/tokens.js';

const LOAD_FILE = fileURLToPath(new URL('load/load.js', import.meta.url));
const say = (text) => process.stderr.write(`${text}\n`);

try {
  // npm runs this in the folder of the package, and says where it was called.
  const options = readOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (options.help) process.stdout.write(HELP);
  else await run(options);
} catch (error) {
  say(error instanceof UsageError ? error.message : `The comparison stopped. ${error.message}`);
  process.exitCode = 1;
}

async function run(options) {
  const startedAt = new Date();
  const cores = findCores();
  say(cores.note);
  const load = startChild({ file: LOAD_FILE, core: cores.load });
  const subjects = [];
  try {
    const tokens = createTokens();
    for (const server of options.servers) {
      say(`Starting ${server}`);
      subjects.push(await startSubject({ server, core: cores.server, tokens, load, profile: options.profile }));
    }
    const { fresh, one, pairs } = await measureAll({ subjects, options, say });
    report({ options, cores, startedAt, fresh, one, pairs });
  } finally {
    await Promise.all([load, ...subjects].map(({ stop }) => stop()));
  }
}

function report({ options, cores, startedAt, fresh, one, pairs }) {
  const reach = reached(fresh, pairs);
  const print = (title, text) => process.stdout.write(`\n${title}\n\n${text}\n`);
  print(
    'CPU time of the server for a request in µs (requests a second), a fresh token for every 100',
    resultTable(fresh),
  );
  if (one.length > 0) print('The same, with one token', resultTable(one));
  if (reach.length > 0) print('What is to be reached', reachTable(reach));
  if (options.json) {
    const rows = fresh.map(({ workload, server, cpuMicrosPerRequest, requestsPerSecond }) => ({
      workload,
      server,
      cpuMicrosPerRequest,
      requestsPerSecond,
    }));
    writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  }
  if (options.isPart) say('\nA part of the comparison: bench/results/ stays as it was.');
  else say(`\nWritten to ${writeResults({ options, cores, startedAt, fresh, one, pairs, reach })}`);
}
