// What a whole run leaves in `bench/results/`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { chart } from './chart.js';
import { OTHER_ANSWER_NOTE, reachTable, resultTable } from './tables.js';

const FOLDER = fileURLToPath(new URL('../results/', import.meta.url));

/** Writes the page, the figures and the chart; gives the folder. */
export function writeResults({ options, cores, startedAt, fresh, one, pairs, reach }) {
  const about = {
    date: startedAt.toISOString().slice(0, 10),
    machine: `${cpus()[0].model.trim()}, ${cpus().length} cores`,
    node: process.version,
    command: 'npm run bench',
    rounds: options.rounds,
    secondsEach: options.seconds,
    cores: cores.note,
  };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}results.json`, `${JSON.stringify({ about, reach, fresh, one, pairs }, null, 2)}\n`);
  writeFileSync(`${FOLDER}results.md`, page({ about, fresh, one, reach }));
  writeFileSync(`${FOLDER}chart.svg`, chart(fresh, about));
  return FOLDER;
}

function page({ about, fresh, one, reach }) {
  const { date, machine, node, command, rounds, secondsEach, cores } = about;
  return `# Results

\`${command}\` on ${date}: ${machine}, Node ${node}. ${cores} Medians of ${rounds} interleaved rounds of ${secondsEach} s each.
How it is measured, and what each server is: [README](../README.md).

![The CPU time of a request, by server and workload](chart.svg)

## A fresh token for every 100 requests

CPU time of the server's process for a request in µs (in brackets: requests a second, on one core).

${resultTable(fresh)}

${OTHER_ANSWER_NOTE}
${one.length > 0 ? `\n## One token\n\n${resultTable(one)}\n` : ''}${reach.length > 0 ? `\n## What is to be reached\n\n${reachTable(reach)}\n` : ''}`;
}
