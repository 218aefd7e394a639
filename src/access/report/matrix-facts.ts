import type { AccessMatrix, MatrixCell, MatrixRow } from './matrix.js';

/** How a cell is shown, on paper as on a screen. */
export const SIGNS: Readonly<Record<MatrixCell['access'], string>> = {
  allowed: '✓',
  depends: 'if',
  refused: '–',
  unreachable: '',
};

/** What the signs say. */
export const LEGEND =
  '✓ allowed · if: allowed where the rest of the rule holds · – refused · empty: no rule forbids it, but no field open to the viewer leads there';

/** Which roles include others, in a sentence each; empty if none does. */
export function rolesText({ viewers }: AccessMatrix): string {
  const sentences = viewers.flatMap(({ kind, name, roles }) => {
    const included = roles.filter((role) => role !== name);
    return kind === 'role' && included.length > 0 ? [`${name} includes ${included.join(', ')}.`] : [];
  });
  return sentences.join(' ');
}

/** What the scopes of a role are not. */
export const OTHER_ISSUERS = 'A token from another issuer has the scopes that its issuer gave it, whatever its role.';

/** `scopes a, b`; empty for none. */
export function scopesText(scopes: readonly string[]): string {
  if (scopes.length === 0) return '';
  return `${scopes.length === 1 ? 'scope' : 'scopes'} ${scopes.join(', ')}`;
}

/** The root fields that nobody decided about. */
export function unmarkedRows({ types }: AccessMatrix): readonly MatrixRow[] {
  return types.flatMap(({ rows }) => rows.filter(({ mark }) => mark === 'unmarked'));
}

/** What a row asks for, in a line; empty if it is nothing. */
export function asksFor({ mark, rule, needs, limit }: MatrixRow): string {
  const own = mark === null ? rule : { public: '@public', unmarked: 'unmarked: open to anyone' }[mark];
  const asked = [own, ...needs.map((name) => `argument ${name}`)].filter(Boolean).join(', and ');
  return [asked, limit && `at most ${limit}`].filter(Boolean).join('; ');
}
