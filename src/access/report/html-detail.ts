import { html } from './escape-html.js';
import { type LinkOf, locationHtml, locationsHtml, type RowChange } from './html-parts.js';
import type { AccessMatrix, MatrixRow } from './matrix.js';
import { asksFor } from './matrix-facts.js';

export interface DetailOptions {
  readonly id: string;
  readonly viewers: AccessMatrix['viewers'];
  readonly change: RowChange | undefined;
  readonly linkOf: LinkOf;
}

type Part = readonly [term: string, text: string];

/** The effective rule, the line that says each part of it, and who may. Terms and texts are markup. */
export function detailHtml(row: MatrixRow, { id, viewers, change, linkOf }: DetailOptions): string {
  const { coordinate, location, mark, clauses } = row;
  const at = (place: string) => locationHtml(place, linkOf);
  const rule = html(asksFor(row)) || 'nothing: whoever reaches the object may use it';
  const parts: readonly Part[] = [
    [change?.kind === 'gone' ? 'Required' : 'Requires', rule],
    ...clauses.map((each): Part => [at(each.location), html(`${each.coordinate}: ${each.text}`)]),
    ...(mark === 'public' ? [[at(location), html(`${coordinate}: @public`)] as const] : []),
    ...whoParts(row, viewers),
    ...(clauses.length > 0 || mark === 'public' ? [] : [['Declared', at(location)] as const]),
    ...wasParts(change, linkOf),
  ];
  const list = parts.map(([term, text]) => `<dt>${term}</dt><dd>${text}</dd>`).join('');
  return `<dl class="detail" id="${id}">${list}</dl>`;
}

/** The viewers by what they may: those who may, those who may if, those who may not. */
function whoParts({ cells }: MatrixRow, viewers: DetailOptions['viewers']): readonly Part[] {
  const groups = new Map<string, string[]>();
  cells.forEach((cell, index) => {
    const key = cell.access === 'depends' ? `If ${cell.on}` : WHO[cell.access];
    const name = viewers[index]?.name;
    if (name !== undefined) groups.set(key, [...(groups.get(key) ?? []), name]);
  });
  const partsOf = (isIt: (key: string) => boolean) =>
    [...groups].filter(([key]) => isIt(key)).map(([key, names]): Part => [html(key), html(names.join(', '))]);
  const said: readonly string[] = Object.values(WHO);
  return [
    ...partsOf((key) => key === WHO.allowed),
    ...partsOf((key) => !said.includes(key)),
    ...partsOf((key) => key !== WHO.allowed && said.includes(key)),
  ];
}

const WHO = { allowed: 'May', refused: 'May not', unreachable: 'Not reached by' } as const;

function wasParts(change: RowChange | undefined, linkOf: LinkOf): readonly Part[] {
  if (change?.kind === 'fresh' || (change?.kind === 'opened' && !change.before)) return [['Before', 'not there']];
  if (!change?.before) return [];
  const { text, locations } = change.before;
  return [['Before', `${html(text)} (${locationsHtml(locations, linkOf)})`]];
}
