import type { Requirement, RequirementsOfOperations, SentRequirement, Verdict } from '../requirement.js';
import type { ClientViewer } from './auth-state.js';

/** What a requirement is decided with. */
export interface Asking extends Omit<RequirementsOfOperations, 'requires'> {
  /** Null if nobody is signed in. */
  readonly viewer: ClientViewer | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Decides as the server does, as far as the token and the variables go. */
export function decide(requirement: Requirement, asking: Asking): Verdict {
  const { viewer, variables } = asking;
  const each = (parts: readonly Requirement[]) => parts.map((part) => decide(part, asking));
  if (requirement === 'signedIn') return viewer !== null;
  if (typeof requirement !== 'object') return requirement;
  if ('all' in requirement) return all(each(requirement.all));
  if ('any' in requirement) return any(each(requirement.any));
  if ('oneOf' in requirement) return same(each(requirement.oneOf));
  if ('if' in requirement) {
    const isSo = Object.entries(requirement.if).every(([name, is]) => (own(variables, name) ?? is) === is);
    return decide(isSo ? requirement.requires : requirement.else, asking);
  }
  if ('defaults' in requirement) {
    const sent = Object.entries(variables).filter(([, value]) => value !== undefined);
    return decide(requirement.requires, {
      ...asking,
      variables: { ...requirement.defaults, ...Object.fromEntries(sent) },
    });
  }
  if ('sent' in requirement) return decideSent(requirement, own(variables, requirement.sent), asking);
  return viewer !== null && decideFor(viewer, requirement, asking);
}

type OfViewer = Extract<
  Requirement,
  { role: string } | { scope: string } | { claim: string } | { owner: string } | { policy: string }
>;

function decideFor(
  { subject, roles, scopes, claims }: ClientViewer,
  requirement: OfViewer,
  { variables, includedBy = {} }: Asking,
): Verdict {
  if ('role' in requirement) {
    const enough = [requirement.role, ...(own(includedBy, requirement.role) ?? [])];
    return enough.some((role) => roles.includes(role));
  }
  if ('scope' in requirement) return scopes.includes(requirement.scope);
  if ('owner' in requirement) return subject !== '' && 'depends';
  if ('policy' in requirement) return 'depends';
  const value = own(claims, requirement.claim);
  const texts = (Array.isArray(value) ? value : [value]).flatMap((item) => textOf(item) ?? []);
  if ('field' in requirement) return texts.length > 0 && 'depends';
  const wanted = 'in' in requirement ? requirement.in : [sentText(requirement, variables)];
  return texts.some((text) => wanted.includes(text));
}

/** Undefined for null, which no claim has. */
function sentText(
  { variable, default: byDefault }: { readonly variable: string; readonly default?: string },
  variables: Asking['variables'],
): string | undefined {
  let value: unknown = variables;
  for (const key of variable.split('.')) {
    if (value === null) return undefined;
    value = own(value, key);
    if (value === undefined) return byDefault;
  }
  return textOf(value);
}

/** What is asked for sending this value; undefined is none. */
function decideSent(
  { requires = true, of, default: byDefault }: SentRequirement,
  value: unknown,
  asking: Asking,
): Verdict {
  if (value === undefined) return true;
  const isDefault = byDefault !== undefined && isSame(value, byDefault);
  if (isDefault === true) return true;
  const verdict = all([decide(requires, asking), decideValue(of, value, asking)]);
  return isDefault ? same([verdict, true]) : verdict;
}

/** What is asked for a value of this input type, enum or scalar, or for a list of such values. */
function decideValue(of: string | undefined, value: unknown, asking: Asking): Verdict {
  if (of === undefined || value === null) return true;
  if (Array.isArray(value)) return all(value.map((item) => decideValue(of, item, asking)));
  const { requires = true, fields = {}, values = {} } = own(asking.inputs ?? {}, of) ?? {};
  return all([
    decide(requires, asking),
    ...Object.entries(fields).map(([name, field]) => decideSent(field, own(value, name), asking)),
    decide((typeof value === 'string' ? own(values, value) : undefined) ?? true, asking),
  ]);
}

/** `depends` for what cannot be compared here. */
function isSame(value: unknown, byDefault: unknown): Verdict {
  if (Object(value) === value || Object(byDefault) === byDefault) return 'depends';
  return value === null || byDefault === null ? value === byDefault : String(value) === String(byDefault);
}

function all(verdicts: readonly Verdict[]): Verdict {
  return !verdicts.includes(false) && (verdicts.includes('depends') ? 'depends' : true);
}

function any(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes(true) || (verdicts.includes('depends') && 'depends');
}

function same([first = true, ...others]: readonly Verdict[]): Verdict {
  return others.every((other) => other === first) ? first : 'depends';
}

/** A text, as the server compares it; undefined for what it does not compare. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value) ? String(value) : undefined;
}

/** `constructor` is no claim. */
function own<T>(object: Readonly<Record<string, T>>, key: string): T | undefined;
function own(object: unknown, key: string): unknown;
function own(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, key)
    ? Reflect.get(object, key)
    : undefined;
}
