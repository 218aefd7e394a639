import type { ConstDirectiveNode, GraphQLField } from 'graphql';
import { argumentPathProblem } from './argument-path.js';
import { comparableFieldProblem } from './comparable-field.js';
import type { Condition } from './condition.js';
import { locationOf, type Mistakes } from './mistakes.js';
import { enumName, objects, type PartNode, partsByName, type Report, text, texts } from './read-values.js';
import type { Roles } from './roles.js';
import type { Alternative, Rule } from './rule.js';
import type { OwnedType } from './written-rules.js';

/** A place in the SDL, and what the directives on it are read against. */
export interface Site {
  /** `Type` or `Type.field`. */
  readonly coordinate: string;
  /** The type whose fields `owner` and `field` name; undefined where there is no object: on inputs, enums, scalars. */
  readonly type: OwnedType | undefined;
  /** The field whose arguments `argument` names; undefined where there are none. */
  readonly field: GraphQLField<unknown, unknown> | undefined;
  /** Query, Mutation or Subscription, or an interface of one: there is no object to compare with. */
  readonly isRoot: boolean;
  readonly roles: Roles;
  /** The names that are registered; undefined if they are not known here. */
  readonly policies: ReadonlySet<string> | undefined;
  readonly mistakes: Mistakes;
}

/**
 * What the `@auth` directives of one place say. They are read from the AST: graphql-js does not check the values of
 * directives, so that an unknown key would vanish, and its part of the rule with it.
 */
export function readRule(site: Site, directives: readonly ConstDirectiveNode[]): Rule {
  return directives.filter(({ name }) => name.value === 'auth').flatMap((directive) => readDirective(site, directive));
}

/** The parts of a directive all hold together, so each condition is a clause of its own. */
function readDirective(site: Site, directive: ConstDirectiveNode): Rule {
  const report = reporter(site);
  const parts = partsByName(directive.arguments ?? [], [...CONDITION_PARTS, 'anyOf'], report);
  const anyOf = parts.get('anyOf');
  const clauses: (readonly Alternative[])[] = readConditions(site, parts).map((condition) => [[condition]]);
  if (anyOf) clauses.push(readAnyOf(site, anyOf));
  if (clauses.length === 0) clauses.push([[]]);
  const source = { coordinate: site.coordinate, location: locationOf(directive) };
  return clauses.map((alternatives) => ({
    anyOf: alternatives,
    source,
    of: site.type && !site.field ? 'type' : 'field',
  }));
}

function readAnyOf(site: Site, part: PartNode): readonly Alternative[] {
  const report = reporter(site);
  return objects(part, '{ role: … } or { owner: … }', report).map(({ fields }) =>
    readConditions(site, partsByName(fields, CONDITION_PARTS, report)),
  );
}

type ReadPart = (site: Site, part: PartNode, report: Report) => readonly Condition[];

const readers: ReadonlyMap<string, ReadPart> = new Map<string, ReadPart>(
  Object.entries({
    role: ({ roles }, part, report) => {
      const role = enumName(part, report);
      if (role === undefined) return [];
      if (roles.size === 0)
        report(part.value, 'This schema has no roles.', 'Name the enum of roles in accessTypeDefs({ role }).');
      else if (!roles.has(role))
        report(part.value, `There is no role ${role}.`, `Choose from ${[...roles.keys()].join(', ')}.`);
      return [{ kind: 'role', role }];
    },
    scopes: (_site, part, report) =>
      texts(part, 'scopes', report).map((scope) => {
        // RFC 6749 §3.3: a scope is separated from the next by a space.
        const problem = scope === '' ? 'is empty' : /\s/.test(scope) ? 'contains a space' : undefined;
        if (problem) report(part.value, `The scope "${scope}" ${problem}.`, 'Write each scope as a separate string.');
        return { kind: 'scope', scope };
      }),
    claims: (site, part, report) =>
      objects(part, '{ name: "…", equals: "…" }', report).flatMap(({ fields }) =>
        readClaim(site, part, fields, report),
      ),
    owner: (site, part, report) => {
      const field = comparedField(site, part, report);
      return field === undefined ? [] : [{ kind: 'owner', field }];
    },
    policy: ({ policies, type }, part, report) => {
      const policy = text(part, 'the name of a policy', report);
      if (policy === undefined) return [];
      if (!type) reportNoObject(part, report);
      if (policies && !policies.has(policy))
        report(part.value, `There is no policy "${policy}".`, knownPolicies(policies));
      return [{ kind: 'policy', policy }];
    },
  } satisfies Record<string, ReadPart>),
);

const CONDITION_PARTS = [...readers.keys()];

function readConditions(site: Site, parts: ReadonlyMap<string, PartNode>): readonly Condition[] {
  return [...parts].flatMap(([name, part]) => readers.get(name)?.(site, part, reporter(site)) ?? []);
}

const COMPARISONS = ['equals', 'in', 'argument', 'field'];

function readClaim(site: Site, part: PartNode, fields: readonly PartNode[], report: Report): readonly Condition[] {
  const parts = partsByName(fields, ['name', ...COMPARISONS], report);
  const nameNode = parts.get('name');
  if (!nameNode) report(part.value, 'A claim has no name.', 'Add name: "…".');
  const name = nameNode && text(nameNode, 'the name of a claim', report);
  const [comparison, ...others] = COMPARISONS.filter((key) => parts.has(key)).flatMap((key) => parts.get(key) ?? []);
  if (comparison === undefined || others.length > 0) {
    const count = comparison ? 'more than one comparison' : 'no comparison';
    report(part.value, `The claim ${name ? `"${name}" ` : ''}has ${count}.`, `Write one of ${COMPARISONS.join(', ')}.`);
  }
  return name === undefined || comparison === undefined ? [] : readComparison(site, name, comparison, report);
}

function readComparison(site: Site, name: string, part: PartNode, report: Report): readonly Condition[] {
  switch (part.name.value) {
    case 'equals': {
      const value = text(part, 'the value of the claim', report);
      return value === undefined ? [] : [{ kind: 'claim', name, values: [value] }];
    }
    case 'in':
      return [{ kind: 'claim', name, values: texts(part, 'values of the claim', report) }];
    case 'argument': {
      const path = text(part, 'the name of an argument', report)?.split('.');
      if (path === undefined) return [];
      const problem = site.field ? argumentPathProblem(site.field, path) : 'but there are no arguments here.';
      const mend =
        'Name an argument of the field, or a path into one, whose type is ID, String, Int, Boolean or an enum, and not a list.';
      if (problem) report(part.value, `argument names "${path.join('.')}", ${problem}`, mend);
      return [{ kind: 'claimArgument', name, path }];
    }
    default: {
      const field = comparedField(site, part, report);
      return field === undefined ? [] : [{ kind: 'claimField', name, field }];
    }
  }
}

/** The name of a field of the object, for `owner` and for a claim's `field`. */
function comparedField({ type, isRoot }: Site, part: PartNode, report: Report): string | undefined {
  const key = part.name.value;
  const name = text(part, 'the name of a field', report);
  if (name === undefined) return undefined;
  const problem = type && comparableFieldProblem(type, name);
  if (!type) {
    reportNoObject(part, report);
  } else if (isRoot) {
    report(
      part.value,
      `${key} cannot be used on ${type.name}, which has no object to compare with.`,
      'Put it on the type that the field returns.',
    );
  } else if (problem) {
    report(part.value, `${key} names "${name}", ${problem}`, 'Name an ID, String or Int field of the type.');
  }
  return name;
}

function reportNoObject({ name, value }: PartNode, report: Report): void {
  report(value, `${name.value} cannot be used here, because there is no object.`, 'Put it on a type or a field.');
}

function knownPolicies(policies: ReadonlySet<string>): string {
  return policies.size > 0
    ? `Choose from ${[...policies].join(', ')}, or register it.`
    : 'Register it under `policies`.';
}

function reporter({ mistakes, coordinate }: Site): Report {
  return (node, problem, mend) => mistakes.add(coordinate, node, problem, mend);
}
