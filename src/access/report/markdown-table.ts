import { plain } from './plain.js';

/** The cells of a line, ready to stand in Markdown. */
export type Line = readonly string[];

/** A table of Markdown whose columns stand below each other. `centered` tells which columns hold signs. */
export function markdownTable(
  head: Line,
  lines: readonly Line[],
  widths: readonly number[],
  centered: ReadonlySet<number>,
): string {
  const pad = (text: string, index: number) => {
    const room = Math.max(0, (widths[index] ?? 0) - text.length);
    const left = centered.has(index) ? Math.floor(room / 2) : 0;
    return ' '.repeat(left) + text + ' '.repeat(room - left);
  };
  const rule = head.map((_cell, index) => {
    const dashes = '-'.repeat(Math.max(3, widths[index] ?? 0) - (centered.has(index) ? 2 : 0));
    return centered.has(index) ? `:${dashes}:` : dashes;
  });
  return [head.map(pad), rule, ...lines.map((line) => line.map(pad))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** The room that each column needs, in all of these lines. */
export function widthsOf(lines: readonly Line[]): readonly number[] {
  const [head = []] = lines;
  return head.map((_cell, index) => Math.max(3, ...lines.map((line) => line[index]?.length ?? 0)));
}

/** Text that Markdown shows as it is, in one line. An underscore within a word means nothing there. */
export function escaped(text: string): string {
  return plain(text)
    .replace(/[\\`*~|<>&[\]]/g, '\\$&')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_');
}
