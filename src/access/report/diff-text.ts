import type { AccessChange, AccessDiff, Said } from './diff.js';
import { plain } from './plain.js';

/** The differences for a terminal: first and at length what opened, then the rest in short. */
export function diffText({ opened, reached, tightened, added, removed }: AccessDiff): string {
  const forAnyone = opened.filter(({ why }) => why === 'reached');
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Opened', opened.filter(({ why }) => why !== 'reached').flatMap(openedLines)],
    ['Opened by a path that needs no sign-in, where there was none before', byType(forAnyone, behindText)],
    ['Reached by more viewers than before, although its own rules did not change', byType(reached, reachedText)],
    ['Tightened', byType(tightened, ({ before, after }) => `${before?.text} -> ${after?.text}`)],
    ['Added', byType(added, ({ after }) => after?.text ?? '')],
    ['Removed', byType(removed)],
  ];
  const told = sections.filter(([, lines]) => lines.length > 0);
  const nothing = opened.length === 0 ? ['Nothing opened.'] : [];
  return `${[...nothing, ...told.map(([title, lines]) => `${title}:\n${lines.join('\n')}`)].join('\n\n')}\n`;
}

function openedLines({ coordinate, before, after, to }: AccessChange): readonly string[] {
  return [
    `  ${coordinate}${to.length > 0 ? `, now to ${to.join(', ')}` : ''}`,
    before ? saidLine('-', before) : '    - did not exist',
    ...(after ? [saidLine('+', after)] : []),
    ...(before?.text === after?.text
      ? ['    The rule reads the same, but other roles now include those that it names.']
      : []),
  ];
}

function reachedText(change: AccessChange): string {
  return `now to ${change.to.join(', ')}, ${behindText(change)}`;
}

function behindText({ behind = [] }: AccessChange): string {
  return `behind ${behind.join(', ')}`;
}

function saidLine(sign: string, { text, locations }: Said): string {
  return `    ${sign} ${text}   (${plain(locations.join(', '))})`;
}

/** Those of one type of which the same is to be said, on one line. */
function byType(changes: readonly AccessChange[], say: (change: AccessChange) => string = () => ''): readonly string[] {
  const lines = new Map<string, { readonly start: string; readonly names: string[]; readonly end: string }>();
  for (const change of changes) {
    const [type = '', ...rest] = change.coordinate.split('.');
    const end = say(change);
    const key = `${type} ${end}`;
    const line = lines.get(key) ?? { start: type, names: [], end };
    lines.set(key, line);
    if (rest.length > 0) line.names.push(rest.join('.'));
  }
  return [...lines.values()].map(({ start, names, end }) =>
    ['  ', start, names.length > 0 ? `.${names.join(', ')}` : '', end === '' ? '' : `: ${end}`].join(''),
  );
}
