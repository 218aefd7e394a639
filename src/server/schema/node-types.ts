import {
  type ASTNode,
  type ConstDirectiveNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
} from 'graphql';
import type { AccessTable } from '../../access/index.js';
import type { Module, NodeType } from '../../module/index.js';

const NODE = 'Node';

/** What the server itself resolves. */
const OWN_FIELDS = [
  ['Query', 'node'],
  ['Query', 'nodes'],
  [NODE, '__resolveType'],
] as const;

/** How the objects of each type are found, by its name. Of two modules that say it, `nodeProblems` tells. */
export function nodeTypesOf(modules: readonly Module[]): ReadonlyMap<string, NodeType> {
  return new Map(modules.flatMap(({ nodes = {} }) => Object.entries(nodes)));
}

/** What is wrong with the types that implement `Node`, and with what the modules say of them. */
export function nodeProblems(schema: GraphQLSchema, modules: readonly Module[]): readonly GraphQLError[] {
  const entries = modules.flatMap(({ name, nodes = {} }) =>
    Object.entries(nodes).map(([typeName, entry]) => ({ typeName, entry, module: name })),
  );
  const types = possibleTypes(schema);
  const problems = entries.flatMap(({ typeName, entry, module }, index) => {
    const where = `nodes.${typeName} of the module "${module}"`;
    const other = entries.slice(0, index).find((before) => before.typeName === typeName);
    if (other)
      return [new GraphQLError(`${where}: The module "${other.module}" defines it too. Remove one of the two.`)];
    const type = types.find(({ name }) => name === typeName);
    return type ? ruleProblem(type, entry, where) : [unfitting(schema.getType(typeName), where, typeName)];
  });
  const unfound = types.filter(({ name }) => entries.every(({ typeName }) => typeName !== name));
  return [...resolverProblems(modules), ...problems, ...unfound.map(withoutLoader)];
}

/** Rules that compare an id that clients see with one that tokens have: none of them would ever hold. */
export function comparedGlobalIds(schema: GraphQLSchema, modules: readonly Module[], table: AccessTable): string[] {
  const types = [...nodeTypesOf(modules)].filter(([, { globalIds }]) => globalIds).map(([name]) => name);
  const problems = possibleTypes(schema)
    .filter(({ name }) => types.includes(name))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => ({ type, field })))
    .flatMap(({ type, field }) =>
      (table.rules.get(`${type.name}.${field}`) ?? [])
        .filter(({ anyOf }) => anyOf.flat().some((condition) => 'field' in condition && condition.field === 'id'))
        .map(
          ({ source: { location, coordinate } }) =>
            `${location} ${coordinate}: It compares the id of ${type.name}, which globalId makes and no viewer has. Compare a field with the underlying id, or omit globalIds.`,
        ),
    );
  return [...new Set(problems)];
}

function possibleTypes(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  const node = schema.getType(NODE);
  return isInterfaceType(node) ? schema.getPossibleTypes(node) : [];
}

function resolverProblems(modules: readonly Module[]): readonly GraphQLError[] {
  return modules.flatMap(({ name, resolvers = {} }) =>
    OWN_FIELDS.filter(([type, field]) => field in Object(resolvers[type])).map(
      ([type, field]) =>
        new GraphQLError(
          `${type}.${field}: The module "${name}" has a resolver for it, but the server provides it. Remove the resolver, and define in nodes how objects are found.`,
        ),
    ),
  );
}

function unfitting(type: GraphQLNamedType | undefined, where: string, typeName: string): GraphQLError {
  if (!type) return new GraphQLError(`${where}: There is no type ${typeName}. Define it, or remove the entry.`);
  const message = `${where}: ${typeName} is not an object type that implements Node. Write \`type ${typeName} implements Node\`, or remove the entry.`;
  return errorAt(type, message);
}

function withoutLoader(type: GraphQLObjectType): GraphQLError {
  const how = `nodes: { ${type.name}: { load: (ids, context) => … } }`;
  const message = `${type.name}: It implements Node, but no module defines how it is found. Add ${how} to its module, or remove the interface.`;
  return errorAt(type, message);
}

function ruleProblem(type: GraphQLObjectType, { isPublic }: NodeType, where: string): readonly GraphQLError[] {
  const hasRule = [type, ...type.getInterfaces()].some(hasAuth);
  if (isPublic) {
    const contradicts = `Its @auth contradicts isPublic in ${where}. Remove one of them.`;
    if (hasRule) return [errorAt(type, `${type.name}: ${contradicts}`)];
    const { id } = type.getFields();
    if (id && hasAuth(id)) return [errorAt(id, `${type.name}.id: ${contradicts}`)];
  }
  if (hasRule || isPublic) return [];
  const message = `${type.name}: Anyone who has an id can load it with \`node\`, and it does not say who may. Write \`type ${type.name} implements Node @auth\` with a rule, or set isPublic: true in ${where} if anyone may.`;
  return [errorAt(type, message)];
}

/** What can have directives where it is defined, and where it is extended. */
interface Defined {
  readonly astNode?: (ASTNode & WithDirectives) | null | undefined;
  readonly extensionASTNodes?: readonly WithDirectives[];
}

interface WithDirectives {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

function hasAuth({ astNode, extensionASTNodes = [] }: Defined): boolean {
  return [astNode, ...extensionASTNodes].some((node) => node?.directives?.some(({ name }) => name.value === 'auth'));
}

function errorAt({ astNode }: Defined, message: string): GraphQLError {
  return new GraphQLError(message, { nodes: astNode ?? [] });
}
