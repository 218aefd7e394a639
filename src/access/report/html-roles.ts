import { html } from './escape-html.js';
import type { AccessMatrix } from './matrix.js';
import { OTHER_ISSUERS, scopesText } from './matrix-facts.js';

type Role = AccessMatrix['viewers'][number];

/** The roles as a tree: below each the roles that it includes. With the scopes that they bring. */
export function rolesHtml({ viewers }: AccessMatrix): string {
  const roles = new Map(viewers.flatMap((each) => (each.kind === 'role' ? [[each.name, each] as const] : [])));
  if (roles.size === 0) return '<p class="quiet">The schema has no roles.</p>';
  const included = (role: Role): readonly Role[] =>
    role.roles.flatMap((name) => (name === role.name ? [] : (roles.get(name) ?? [])));
  // What another one of them includes is shown below that one.
  const children = (role: Role): readonly Role[] =>
    included(role).filter(
      ({ name }) => !included(role).some((other) => other.name !== name && other.roles.includes(name)),
    );
  const tops = [...roles.values()].filter(
    ({ name }) => ![...roles.values()].some((other) => other.name !== name && other.roles.includes(name)),
  );
  const shown = new Set<string>();
  const branch = (role: Role): string => {
    const scopes = role.scopes.length > 0 ? ` <small>${html(scopesText(role.scopes))}</small>` : '';
    const below = children(role);
    const isRepeated = shown.has(role.name) && below.length > 0;
    shown.add(role.name);
    const rest = isRepeated ? ' <small>as above</small>' : treeHtml(below, branch);
    return `<li><code>${html(role.name)}</code>${scopes}${rest}</li>`;
  };
  const hasScopes = [...roles.values()].some(({ scopes }) => scopes.length > 0);
  const about = '<p class="quiet">A role has all that the roles below it have.</p>';
  return `${treeHtml(tops, branch)}${tops.length < roles.size ? about : ''}${hasScopes ? `<p class="quiet">${OTHER_ISSUERS}</p>` : ''}`;
}

function treeHtml(roles: readonly Role[], branch: (role: Role) => string): string {
  return roles.length > 0 ? `<ul class="tree">${roles.map(branch).join('')}</ul>` : '';
}
