import { type ConstDirectiveNode, type DocumentNode, isObjectType, Kind, parseConstValue, print } from 'graphql';
import { findRoleEnum } from '../rules/definitions.js';
import type { Rule } from '../rules/rule.js';
import { externalReader } from '../rules/subgraph.js';
import { withoutRules } from '../rules/without-rules.js';
import type { CompiledSchema } from './compile-schema.js';
import { ruleText } from './rule-text.js';
import { isOfScopes, type ScopeLists, scopeLists } from './scope-lists.js';

/** What a router can enforce of the rules of a subgraph, and what the subgraph alone does. */
export interface RouterExport {
  /** The SDL of the subgraph, with `@authenticated` and `@requiresScopes` in place of the rules that say the same. */
  readonly sdl: string;
  /** A line for each place with a rule that is not in it, or not all of it. */
  readonly left: readonly string[];
}

/** The names that the two directives have in a subgraph. */
export interface RouterDirectives {
  readonly authenticated: string;
  readonly requiresScopes: string;
}

/** Translates what is exactly the same, and nothing else. `document` is the SDL that the schema was built of. */
export function exportForRouter(
  { schema, table }: CompiledSchema,
  document: DocumentNode,
  names: RouterDirectives,
): RouterExport {
  const isExternal = externalReader(schema);
  const lists = new Map<string, ScopeLists>();
  const left: string[] = [];
  for (const [coordinate, rule] of table.rules) {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    // A router takes no directive of its own on a field that another subgraph resolves.
    const isOwn = isObjectType(type) && field !== undefined && !isExternal(type, field);
    const same = isOwn && !says(field.astNode?.directives, names) ? sameForRouter(rule) : undefined;
    if (same) lists.set(coordinate, same);
    const rest = same ? rule.filter((clause) => !isOfScopes(clause)) : rule;
    if (rest.length > 0) left.push(`${coordinate}: ${ruleText(rest)}`);
  }
  const bare = withoutRules(document, findRoleEnum(schema)?.name);
  return { sdl: print(withDirectives(bare, lists, names)), left };
}

/** Undefined if nothing of the rule can be said. */
function sameForRouter(rule: Rule): ScopeLists | undefined {
  const clauses = rule.filter(isOfScopes);
  return clauses.length > 0 ? scopeLists(clauses) : undefined;
}

/** Whoever wrote one of them knows better. */
function says(directives: readonly ConstDirectiveNode[] = [], names: RouterDirectives): boolean {
  return directives.some(({ name }) => Object.values(names).includes(name.value));
}

function withDirectives(
  document: DocumentNode,
  lists: ReadonlyMap<string, ScopeLists>,
  names: RouterDirectives,
): DocumentNode {
  const definitions = document.definitions.map((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) return node;
    const fields = (node.fields ?? []).map((field) => {
      const added = lists.get(`${node.name.value}.${field.name.value}`);
      return added ? { ...field, directives: [...(field.directives ?? []), directiveOf(added, names)] } : field;
    });
    return { ...node, fields };
  });
  return { ...document, definitions };
}

function directiveOf(lists: ScopeLists, { authenticated, requiresScopes }: RouterDirectives): ConstDirectiveNode {
  const named = (value: string) => ({ kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value } }) as const;
  if (lists.some((list) => list.length === 0)) return named(authenticated);
  const value = parseConstValue(JSON.stringify(lists));
  const scopes = { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'scopes' }, value } as const;
  return { ...named(requiresScopes), arguments: [scopes] };
}
