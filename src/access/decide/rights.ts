import { isObject } from '../../values/value-kinds.js';
import type { Viewer } from '../../viewer.js';
import { expandRoles, type Roles } from '../rules/roles.js';

/** What a viewer brings: read from the token once, asked for every rule. */
export interface Rights {
  readonly authenticated: boolean;
  /** Null if the viewer can own nothing. */
  readonly subject: string | null;
  /** The roles held, and all that they include. */
  readonly roles: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  /** The texts of a claim: none if it is absent, or nothing that can be compared. */
  claim(name: string): readonly string[];
}

/** Never throws: what is not of the right shape grants nothing. */
export function rightsOf(roles: Roles, viewer: Viewer | null | undefined): Rights {
  // An object of its own for each operation: what is found out of the operation is kept with it.
  if (viewer?.authenticated !== true) return { ...NOTHING };
  const { subject, claims } = viewer;
  return {
    authenticated: true,
    subject: typeof subject === 'string' && subject !== '' ? subject : null,
    roles: expandRoles(roles, listOf(viewer.roles)),
    scopes: new Set(listOf(viewer.scopes)),
    claim: (name) => textsOf(claims, name),
  };
}

const NOTHING: Rights = Object.freeze({
  authenticated: false,
  subject: null,
  roles: new Set<string>(),
  scopes: new Set<string>(),
  claim: () => [],
});

function listOf(value: unknown): readonly string[] {
  try {
    if (!Array.isArray(value) && !(value instanceof Set)) return [];
    return [...value].filter((item) => typeof item === 'string');
  } catch {
    return [];
  }
}

/** The name is taken literally, and only as an own property: `constructor` is no claim. */
function textsOf(claims: unknown, name: string): readonly string[] {
  try {
    if (!isObject(claims) || !Object.hasOwn(claims, name)) return [];
    const value: unknown = Reflect.get(claims, name);
    return (Array.isArray(value) ? value : [value]).flatMap((item) => textOf(item) ?? []);
  } catch {
    return [];
  }
}

/** A string, a boolean or a finite number, as text; nothing else can be compared. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || Number.isFinite(value) ? String(value) : undefined;
}
