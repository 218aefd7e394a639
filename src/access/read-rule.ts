import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstObjectFieldNode,
  type ConstValueNode,
  Kind,
  print,
} from 'graphql';
import { locationOf, type Mistakes } from './mistakes.js';
import { type OwnedType, ownerFieldProblem } from './owner.js';
import type { Roles } from './roles.js';
import type { Alternative, Rule } from './rule.js';

/** A place in the SDL, and what the directives on it are read against. */
export interface Site {
  /** `Type` or `Type.field`. */
  readonly coordinate: string;
  /** The type whose fields `owner` names. */
  readonly type: OwnedType;
  /** Query, Mutation or Subscription, or an interface of one: there is no object to own. */
  readonly isRoot: boolean;
  readonly roles: Roles;
  readonly mistakes: Mistakes;
}

type PartNode = ConstArgumentNode | ConstObjectFieldNode;

const ALTERNATIVE_PARTS = ['role', 'owner'];
const PARTS = [...ALTERNATIVE_PARTS, 'anyOf'];

/**
 * What the `@auth` directives of one place say. They are read from the AST: graphql-js does not check the values of
 * directives, so that an unknown key would vanish, and its part of the rule with it.
 */
export function readRule(site: Site, directives: readonly ConstDirectiveNode[]): Rule {
  return directives.filter(({ name }) => name.value === 'auth').flatMap((directive) => readDirective(site, directive));
}

/** The parts of a directive all hold together, so each is a clause of its own. */
function readDirective(site: Site, directive: ConstDirectiveNode): Rule {
  const source = { coordinate: site.coordinate, location: locationOf(directive) };
  const parts = partsByName(site, directive.arguments ?? [], PARTS);
  const { role, owner } = readAlternative(site, parts);
  const anyOf = parts.get('anyOf');
  const clauses: (readonly Alternative[])[] = [];
  if (role !== undefined) clauses.push([{ role }]);
  if (owner !== undefined) clauses.push([{ owner }]);
  if (anyOf) clauses.push(readAnyOf(site, anyOf));
  if (clauses.length === 0) clauses.push([{}]);
  return clauses.map((alternatives) => ({ anyOf: alternatives, source }));
}

function readAnyOf(site: Site, { value }: PartNode): readonly Alternative[] {
  const items = value.kind === Kind.LIST ? value.values : [value];
  if (items.length === 0) mistake(site, value, 'anyOf is empty.', 'Name an alternative, or take it away.');
  return items.map((item) => {
    if (item.kind !== Kind.OBJECT) {
      mistake(site, item, `anyOf has ${print(item)}, which is no rule.`, 'Write { role: … } or { owner: … }.');
      return {};
    }
    if (item.fields.length === 0) mistake(site, item, 'anyOf has an empty rule.', 'Write { role: … } or { owner: … }.');
    return readAlternative(site, partsByName(site, item.fields, ALTERNATIVE_PARTS));
  });
}

function readAlternative(site: Site, parts: ReadonlyMap<string, PartNode>): Alternative {
  const role = readPart(site, parts.get('role'), Kind.ENUM, (name) => roleProblem(site, name));
  const owner = readPart(site, parts.get('owner'), Kind.STRING, (name) => ownerProblem(site, name));
  return { ...(role !== undefined && { role }), ...(owner !== undefined && { owner }) };
}

function partsByName(site: Site, nodes: readonly PartNode[], known: readonly string[]): ReadonlyMap<string, PartNode> {
  const parts = new Map<string, PartNode>();
  for (const node of nodes) {
    const name = node.name.value;
    if (!known.includes(name)) mistake(site, node, `@auth has no "${name}" here.`, `Use ${known.join(', ')}.`);
    if (parts.has(name)) mistake(site, node, `@auth has "${name}" twice.`, 'Write it once; several @auth all hold.');
    parts.set(name, node);
  }
  return parts;
}

type ProblemAndMend = readonly [problem: string, mend: string];

function readPart(
  site: Site,
  node: PartNode | undefined,
  kind: Kind.ENUM | Kind.STRING,
  problemOf: (value: string) => ProblemAndMend | undefined,
): string | undefined {
  if (node === undefined) return undefined;
  const { value } = node;
  const problem = value.kind === kind ? problemOf(value.value) : wrongKind(node.name.value, kind, value);
  if (problem) mistake(site, value, ...problem);
  return value.kind === kind ? value.value : undefined;
}

function wrongKind(name: string, kind: Kind.ENUM | Kind.STRING, value: ConstValueNode): ProblemAndMend {
  const wanted = kind === Kind.ENUM ? 'a role, without quotes' : 'the name of a field, in quotes';
  return [`@auth's ${name} is ${print(value)}.`, `Give ${wanted}, or leave ${name} out.`];
}

function roleProblem({ roles }: Site, name: string): ProblemAndMend | undefined {
  return roles.has(name) ? undefined : [`There is no role ${name}.`, `Use ${[...roles.keys()].join(', ')}.`];
}

function ownerProblem({ type, isRoot }: Site, name: string): ProblemAndMend | undefined {
  if (isRoot)
    return [`owner cannot stand on ${type.name}, which has no object to own.`, 'Put it on the type returned.'];
  const problem = ownerFieldProblem(type, name);
  return problem ? [`owner names "${name}", ${problem}`, 'Name an ID, String or Int field of the type.'] : undefined;
}

function mistake({ mistakes, coordinate }: Site, node: PartNode | ConstValueNode, problem: string, mend: string): void {
  mistakes.add(coordinate, node, problem, mend);
}
