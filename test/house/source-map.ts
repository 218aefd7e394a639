import { type Folder, folderOf, layout } from './layout.js';
import type { SourceFile } from './source-files.js';

/** Folders with subfolders, each of which imports only some of those before it. */
const WINGED = ['access', 'server'];

/** The folders and their imports, types included, as a Mermaid flowchart: an arrow points to what is imported. */
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

/** Arrows to what nearly everything imports would hide the rest. */
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
  return ['| folder | purpose | imports from `src/` |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The README of a folder. */
export function readmeOf({ path, knows, imports, packages, alone = {} }: Folder): string {
  const packagesOfAll = [...new Set([...packages, ...Object.values(alone).flat()])];
  const lists = [imports, packagesOfAll].filter(({ length }) => length > 0).map(listOf);
  return `# \`src/${path}\`\n\n${knows}\n\nIt imports ${lists.join(', and ') || 'nothing'}.\n`;
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
