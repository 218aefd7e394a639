import type { Viewer } from '../../viewer.js';
import type { Roles } from '../rules/roles.js';
import type { ExplainedPath, Explanation } from './explain.js';
import { plain } from './plain.js';

/** Who asks, a line for each path, and whether anything runs at all. */
export function explainText(
  { operation, paths, isCut, heldBackBy }: Explanation,
  viewer: Viewer,
  roles: Roles,
): string {
  const names = paths.map(nameOf);
  const widths = [
    Math.max(...names.map(({ length }) => length)),
    Math.max(...paths.map((each) => reason(each).length)),
  ];
  const lines = paths.map((each, index) =>
    [
      each.access.padEnd('depends'.length),
      names[index]?.padEnd(Math.min(widths[0] ?? 0, 60)),
      each.by.length > 0 ? reason(each).padEnd(Math.min(widths[1] ?? 0, 60)) : reason(each),
      each.by.map(({ coordinate, location }) => plain(`${coordinate} ${location}`)).join(', '),
    ]
      .join('  ')
      .trimEnd(),
  );
  if (isCut) lines.push(`… and more: the first ${paths.length} paths are listed.`);
  const conclusion = conclusionText({ operation, heldBackBy });
  return `${[viewerText(viewer, roles), ...(conclusion ? [conclusion] : []), lines.join('\n')].join('\n\n')}\n`;
}

/** What follows of what is certain to be refused; empty if nothing does. */
export function conclusionText({ operation, heldBackBy }: Pick<Explanation, 'operation' | 'heldBackBy'>): string {
  if (heldBackBy.length === 0) return '';
  const what = operation === 'mutation' ? 'Nothing in this mutation runs' : 'This subscription does not start';
  return `${what}: ${heldBackBy.map((path) => path.join('.')).join(', ')} is certain to be refused.`;
}

function nameOf({ path, on }: ExplainedPath): string {
  return path.join('.') + (on.length > 0 ? ` (${on.join(', ')})` : '');
}

function reason({ access, because }: ExplainedPath): string {
  return { allowed: '', refused: 'needs ', depends: 'if ', invalid: '' }[access] + because;
}

/** Who asks, in a sentence or two. */
export function viewerText({ authenticated, subject, roles: held, scopes }: Viewer, roles: Roles): string {
  if (!authenticated) return 'Not signed in.';
  const unknown = held.filter((role) => !roles.has(role));
  return plain(
    [
      `Signed in${held.length > 0 ? `, roles ${held.join(', ')}` : ''}${scopes.length > 0 ? `, scopes ${scopes.join(', ')}` : ''}.`,
      ...(unknown.length > 0 ? [`The schema has no role ${unknown.join(', ')}: it grants nothing.`] : []),
      ...(subject === null ? ['Without a subject, this viewer owns nothing.'] : []),
    ].join(' '),
  );
}
