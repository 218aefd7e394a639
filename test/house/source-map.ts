import { type Folder, folderOf, layout } from './layout.js';
import type { SourceFile } from './source-files.js';

/** Folders with folders in them, each of which knows only some of those before it. */
const WINGED = ['access', 'server'];

/** The folders and who imports whom, types included, as a Mermaid flowchart: an arrow points to what is imported. */
export function drawMap(files: readonly SourceFile[]): string {
  const arrows = new Set<string>();
  for (const { path, imports } of files) {
    const from = folderOf(path);
    for (const imported of imports.filter((each) => each.endsWith('.ts'))) {
      const to = folderOf(imported);
      if (from && to && from !== to && !isFoundation(to)) arrows.add(`  ${idOf(from)} --> ${idOf(to)}`);
    }
  }
  const drawn = layout.filter((folder) => !isFoundation(folder));
  const houseOf = ({ path }: Folder) => WINGED.find((house) => path === house || path.startsWith(`${house}/`));
  return [
    'flowchart TD',
    ...drawn.filter((folder) => !houseOf(folder)).map((folder) => `  ${nodeOf(folder)}`),
    ...WINGED.flatMap((house) => [
      `  subgraph ${house}_wings["${house}/"]`,
      ...drawn.filter((folder) => houseOf(folder) === house).map((folder) => `    ${nodeOf(folder)}`),
      '  end',
    ]),
    ...[...arrows].sort(),
  ].join('\n');
}

/** What nearly everything imports would hide the rest. */
function isFoundation({ path }: Folder): boolean {
  return path === 'errors.ts' || path === 'values';
}

function idOf({ path }: Folder): string {
  return path.replace(/\W+/g, '_');
}

function nodeOf(folder: Folder): string {
  return `${idOf(folder)}["${folder.path}"]`;
}

/** The folders as a table in Markdown. */
export function tableOfFolders(): string {
  const rows = layout.map(({ path, knows, imports }) => `| \`src/${path}\` | ${knows} | ${listOf(imports)} |`);
  return ['| folder | what it knows | what it imports of ours |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The README of a folder. */
export function readmeOf({ path, knows, imports, packages, alone = {} }: Folder): string {
  const ours = imports.length > 0 ? listOf(imports) : 'nothing of ours';
  const all = [...new Set([...packages, ...Object.values(alone).flat()])];
  const theirs = all.length > 0 ? `, and ${listOf(all)}` : '';
  return `# \`src/${path}\`\n\n${knows}\n\nIt imports ${ours}${theirs}.\n`;
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
