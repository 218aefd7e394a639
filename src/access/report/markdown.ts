import { escaped, type Line, markdownTable, widthsOf } from './markdown-table.js';
import type { AccessMatrix, MatrixRow, MatrixScope, MatrixType } from './matrix.js';
import { asksFor, LEGEND, OTHER_ISSUERS, rolesText, SIGNS, unmarkedRows } from './matrix-facts.js';

export interface MarkdownOptions {
  /** With `file:line` of each rule. A file that is committed does without: lines move when no right does. */
  readonly lines: boolean;
}

/** A table for each root type, one for the other types, and one for what else has a rule. */
export function matrixMarkdown(matrix: AccessMatrix, { lines: withLines }: MarkdownOptions): string {
  const ofKind = (isWanted: (kind: MatrixType['kind']) => boolean) => matrix.types.filter(({ kind }) => isWanted(kind));
  const line = (row: MatrixRow, name: string) => lineOf(row, name, withLines);
  const sections = [
    ...ofKind((kind) => kind === 'root').map(({ name, rows }) => ({
      title: name,
      first: 'field',
      lines: rows.map((row) => line(row, escaped(row.coordinate.slice(name.length + 1)))),
    })),
    {
      title: 'Types',
      first: '**type** and fields',
      lines: ofKind((kind) => kind === 'object').flatMap((type) => linesOfType(type, line)),
    },
    {
      title: 'Input fields, enums and scalars with a rule',
      first: 'what',
      lines: ofKind((kind) => kind !== 'root' && kind !== 'object').flatMap(({ rows }) =>
        rows.map((row) => line(row, escaped(row.coordinate))),
      ),
    },
    { title: SCOPES, first: 'scope', lines: matrix.scopes.map((each) => lineOfScope(each, matrix, withLines)) },
  ].filter(({ lines }) => lines.length > 0);

  const hasPlaces = sections.some(({ lines }) => lines.some((cells) => cells.at(-1) !== ''));
  const headOf = (first: string) => [first, ...matrix.viewers.map(({ name }) => name), 'requires', 'rule at'];
  const trim = (cells: Line) => (hasPlaces ? cells : cells.slice(0, -1));
  const widths = widthsOf(sections.flatMap(({ first, lines }) => [headOf(first), ...lines]).map(trim));
  const centered = new Set(matrix.viewers.map((_viewer, index) => index + 1));
  const tables = sections.flatMap(({ title, first, lines }) => [
    `## ${escaped(title)}`,
    ...(title === SCOPES ? [OTHER_ISSUERS] : []),
    markdownTable(trim(headOf(first)), lines.map(trim), widths, centered),
  ]);
  return `${['# Who may use what', LEGEND, escaped(rolesText(matrix)), ...warning(matrix), ...tables]
    .filter(Boolean)
    .join('\n\n')}\n`;
}

const SCOPES = 'Scopes that roles grant';

/** Who has the scope: another role than these may not bring it, and that forbids nothing. */
function lineOfScope({ scope, grantedBy }: MatrixScope, { viewers }: AccessMatrix, withLines: boolean): Line {
  const places = grantedBy.map((source) => [source.coordinate, ...(withLines ? [source.location] : [])].join(' '));
  const signs = viewers.map(({ scopes }) => (scopes.includes(scope) ? SIGNS.allowed : ''));
  return [escaped(scope), ...signs, '', escaped(places.join(', '))];
}

/** Fields of which nothing is said by themselves are named together, before those that have a rule of their own. */
function linesOfType({ name, rows }: MatrixType, line: (row: MatrixRow, name: string) => Line): readonly Line[] {
  const hasOwnRule = ({ coordinate, clauses }: MatrixRow) => clauses.some((clause) => clause.coordinate === coordinate);
  const alike = new Map<string, readonly [MatrixRow, ...MatrixRow[]]>();
  for (const row of rows.filter((each) => !hasOwnRule(each))) {
    const key = JSON.stringify(line(row, ''));
    alike.set(key, [...(alike.get(key) ?? []), row] as const);
  }
  const together = [...alike.values()].flatMap((group) =>
    inParts(group.map(({ coordinate }) => escaped(coordinate.slice(name.length + 1)))).map((part) =>
      line(group[0], `**${escaped(name)}** ${part}`),
    ),
  );
  return [...together, ...rows.filter(hasOwnRule).map((row) => line(row, escaped(row.coordinate)))];
}

const PART_WIDTH = 40;

/** The names in pieces of about the width of a column. */
function inParts(names: readonly string[]): readonly string[] {
  const parts: string[] = [];
  for (const name of names) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + name.length < PART_WIDTH) parts[parts.length - 1] = `${last}, ${name}`;
    else parts.push(name);
  }
  return parts;
}

function lineOf(row: MatrixRow, name: string, withLines: boolean): Line {
  const asks = row.mark === 'unmarked' ? `**${escaped(asksFor(row))}**` : escaped(asksFor(row));
  return [name, ...row.cells.map(({ access }) => SIGNS[access]), asks, saidBy(row, withLines)];
}

/** Where the rule stands: its own place is not repeated. */
function saidBy({ coordinate, location, mark, clauses }: MatrixRow, withLines: boolean): string {
  if (mark) return withLines ? escaped(location) : '';
  const places = clauses.map((clause) => [
    ...(clause.coordinate === coordinate ? [] : [escaped(clause.coordinate)]),
    ...(withLines ? [escaped(clause.location)] : []),
  ]);
  return [...new Set(places.map((place) => place.join(' ')))].filter(Boolean).join(', ');
}

/** What nobody decided must not be overlooked. */
function warning(matrix: AccessMatrix): readonly string[] {
  const unmarked = unmarkedRows(matrix);
  if (unmarked.length === 0) return [];
  const names = unmarked.map(({ coordinate, location }) => `- ${escaped(coordinate)} (${escaped(location)})`);
  return [`**Open to anyone, because nothing says who may use it:**\n\n${names.join('\n')}`];
}
