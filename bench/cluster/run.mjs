// npm run bench:cluster [-- --quick] [part …]
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { POSTGRES, withPostgres } from '../growth/places.mjs';
import { lag } from './lag.mjs';
import { listeners } from './listeners.mjs';
import { polling } from './polling.mjs';
import { writes } from './writes.mjs';

const PARTS = { lag, polling, listeners, writes };
const RESULTS = new URL('../results/', import.meta.url);

const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no part ${unknown.join(', ')}. There are ${Object.keys(PARTS).join(', ')}.\n`);
  process.exit(1);
}
const tables = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  const table = await PARTS[name](values);
  process.stdout.write(`${markdownOf(table)}\n`);
  tables.push(table);
}
// A part of it leaves what all of it wrote.
if (positionals.length === 0 && !values.quick) {
  await mkdir(RESULTS, { recursive: true });
  await writeFile(new URL('cluster.md', RESULTS), await page());
}

async function page() {
  const version = await withPostgres(POSTGRES, async (client) => (await client.query('show server_version')).rows[0]);
  const date = new Date().toISOString().slice(0, 10);
  const machine = `Node ${process.version}, PostgreSQL ${version.server_version}, ${cpus().length} cores of ${cpus()[0]?.model}`;
  return [`# Many instances`, `\`npm run bench:cluster\`, ${date}, ${machine}.`, ...tables.map(markdownOf)].join(
    '\n\n',
  );
}

function markdownOf({ title, columns, rows }) {
  const lineOf = (cells) => `| ${cells.join(' | ')} |`;
  const lines = [lineOf(columns), lineOf(columns.map(() => '---')), ...rows.map(lineOf)];
  return `## ${title}\n\n${lines.join('\n')}\n`;
}
