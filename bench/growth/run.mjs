// npm run bench:growth [-- --quick] [part …]
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { growth } from './growth.mjs';
import { operations } from './operations.mjs';
import { refresh } from './refresh.mjs';
import { revocations } from './revocations.mjs';
import { signIn } from './sign-in.mjs';
import { sqliteLibrary } from './sqlite-library.mjs';
import { start } from './start.mjs';
import { verify } from './verify.mjs';

const PARTS = {
  verify,
  operations,
  revocations,
  refresh,
  'sign-in': signIn,
  'sqlite-library': sqliteLibrary,
  start,
  growth,
};
const RESULTS = new URL('../results/', import.meta.url);

const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no part ${unknown.join(', ')}. There are ${Object.keys(PARTS).join(', ')}.\n`);
  process.exit(1);
}
const chosen = positionals.length > 0 ? positionals : Object.keys(PARTS);
const rows = [];
for (const name of chosen) {
  const begin = performance.now();
  process.stdout.write(`${name} …`);
  const found = await PARTS[name](values);
  process.stdout.write(` ${Math.round((performance.now() - begin) / 1000)} s\n`);
  for (const row of found) process.stdout.write(`  ${lineOf(row)}\n`);
  rows.push(...found.map((row) => ({ part: name, ...row, ...(row.bar !== undefined && { reached: isReached(row) }) })));
}
const machine = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  cores: cpus().length,
  cpu: cpus()[0]?.model,
};
const command = ['npm run bench:growth', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(
  ' ',
);
await mkdir(RESULTS, { recursive: true });
await writeFile(new URL('growth.json', RESULTS), `${JSON.stringify({ command, ...machine, rows }, null, 2)}\n`);
await writeFile(new URL('growth.md', RESULTS), markdown());

function isReached({ figure, bar, atLeast }) {
  return atLeast ? figure >= bar : figure <= bar;
}

function barOf({ bar, aim, atLeast }) {
  if (bar === undefined) return '';
  return `${atLeast ? '≥' : '≤'} ${bar}${aim === undefined ? '' : ` (aim ${aim})`}`;
}

function moreOf({ more = {} }) {
  return Object.entries(more)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function lineOf(row) {
  const verdict = row.bar === undefined ? '' : isReached(row) ? `  ok, ${barOf(row)}` : `  MISSED, ${barOf(row)}`;
  return `${row.name}: ${row.figure}${verdict}  ${moreOf(row)}`;
}

function markdown() {
  const lines = rows.map((row) => {
    const reached = row.reached === undefined ? '' : row.reached ? 'yes' : 'no';
    return `| ${row.part} | ${row.name} | ${row.figure} | ${barOf(row)} | ${reached} | ${moreOf(row)} |`;
  });
  return [
    '# Under load, and as it grows',
    '',
    `\`${command}\`, ${machine.date}, Node ${machine.node}, ${machine.cores} cores of ${machine.cpu}. Medians of interleaved rounds.`,
    '',
    '| part | what | figure | bar | reached | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}
