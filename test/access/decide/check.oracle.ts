import fc from 'fast-check';
import {
  buildSchema as buildPlainSchema,
  type DocumentNode,
  execute,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';
import type { Viewer } from '../../../src/access/index.js';

/** What can stand on a field; `org` is an argument that all of them have who compare it. */
const RULES = {
  none: '',
  signedIn: '@auth',
  user: '@auth(role: USER)',
  admin: '@auth(role: ADMIN)',
  org: '@auth(claims: [{ name: "org", argument: "org" }])',
  adminOrOrg: '@auth(anyOf: [{ role: ADMIN }, { claims: [{ name: "org", argument: "org" }] }])',
  policy: '@auth(policy: "may")',
  adminByPolicy: '@auth(role: ADMIN) @auth(policy: "may")',
} as const;
type RuleName = keyof typeof RULES;

const OBJECTS = ['A', 'B', 'C'] as const;
const ROOTS = ['Query', 'Mutation'] as const;
const FIELDS = ['a', 'b', 'level', 'one', 'many', 'any'] as const;
type FieldName = (typeof FIELDS)[number];
type FieldRules = Readonly<Record<FieldName, RuleName>>;
interface TypeModel {
  readonly rule: RuleName;
  readonly fields: FieldRules;
  /** What `one` and `many` return. */
  readonly links: Readonly<Record<'one' | 'many', string>>;
}

/** A schema in which every type has the same fields, and each its own rules. */
export interface Model {
  readonly types: Readonly<Record<string, TypeModel>>;
  readonly implementations: readonly string[];
  readonly members: readonly string[];
  readonly node: Pick<TypeModel, 'rule' | 'fields'>;
}

const SIMPLE: readonly RuleName[] = ['signedIn', 'user', 'admin', 'policy'];

/** `open`: how often a field has no rule, beside each rule that it could have. */
function fieldRules(open: number): fc.Arbitrary<FieldRules> {
  const none = Array.from({ length: open }, (): RuleName => 'none');
  const anyRule = fc.constantFrom(...none, ...(Object.keys(RULES) as RuleName[]));
  // Without an argument to compare.
  const simple = fc.constantFrom(...none, ...SIMPLE);
  return fc.record({ a: anyRule, b: simple, level: simple, one: simple, many: simple, any: simple });
}
const typeRule = fc.constantFrom<RuleName>('none', 'none', 'none', 'none', 'user', 'admin', 'policy');

export const models: fc.Arbitrary<Model> = fc
  .record({ implementations: fc.subarray([...OBJECTS]), members: fc.subarray([...OBJECTS], { minLength: 1 }) })
  .chain(({ implementations, members }) => {
    const typeModel = (name: string) => {
      // What implements the interface must return what the interface promises.
      const isNode = implementations.includes(name as (typeof OBJECTS)[number]);
      const target = fc.constantFrom('Node', ...(isNode ? implementations : OBJECTS));
      const isRoot = name === 'Query' || name === 'Mutation';
      const rule = isRoot ? fc.constant<RuleName>('none') : typeRule;
      // Refused at the root there would be nothing to see below.
      return fc.record({ rule, fields: fieldRules(isRoot ? 20 : 3), links: fc.record({ one: target, many: target }) });
    };
    return fc.record({
      types: fc.record(Object.fromEntries([...OBJECTS, ...ROOTS].map((name) => [name, typeModel(name)]))),
      implementations: fc.constant(implementations),
      members: fc.constant(members),
      node: fc.record({ rule: typeRule, fields: fieldRules(8).map((fields) => ({ ...fields, a: 'none' as const })) }),
    });
  });

/** The SDL. `isPlain`: without rules, and every object stands in a list, so that it can be of all its types at once. */
export function sdlOf({ types, implementations, members, node }: Model, isPlain = false): string {
  const auth = (text: string) => (isPlain ? '' : text);
  const fieldsOf = (fields: FieldRules, { one, many }: TypeModel['links'], isRoot: boolean) => {
    const rule = (name: FieldName) => auth(RULES[fields[name]] || (isRoot ? '@public' : ''));
    return `
      a(org: ID = "o1", x: Int ${auth('@auth(role: ADMIN)')}): Int ${rule('a')}
      b: Int ${rule('b')}
      level: Level ${rule('level')}
      one: ${isPlain ? `[${one}]` : one} ${rule('one')}
      many: [${many}] ${rule('many')}
      any: ${isPlain ? '[Any]' : 'Any'} ${rule('any')}`;
  };
  const objects = Object.entries(types).map(([name, { rule, fields, links }]) => {
    const isRoot = name === 'Query' || name === 'Mutation';
    const implemented = implementations.includes(name) ? 'implements Node' : '';
    return `type ${name} ${implemented} ${auth(RULES[rule])} { ${fieldsOf(fields, links, isRoot)} }`;
  });
  return `
    enum Level { LOW HIGH ${auth('@auth(role: ADMIN)')} }
    interface Node ${auth(RULES[node.rule])} { ${fieldsOf(node.fields, { one: 'Node', many: 'Node' }, false)} }
    union Any = ${members.join(' | ')}
    ${objects.join('\n')}`;
}

type Decision = 'granted' | 'refused' | 'open';
type Sent = Readonly<Record<string, unknown>>;

/** What the token and the arguments say of one use of a field. */
function decide({ types, implementations, node }: Model, use: Use, viewer: Viewer): Decision {
  const own = types[use.type];
  const target = use.field === 'one' || use.field === 'many' ? (own?.links[use.field] ?? '') : '';
  const ofTarget = target === 'Node' ? node.rule : (types[target]?.rule ?? 'none');
  const rules = [
    own?.fields[use.field],
    own?.rule,
    ...(implementations.includes(use.type) ? [node.rule, node.fields[use.field]] : []),
    // A policy needs the object that is not there yet, and a viewer who is signed in.
    ofTarget === 'policy' ? 'signedIn' : ofTarget,
  ];
  const isAdmin = viewer.authenticated && viewer.roles.includes('ADMIN');
  const decisions = rules.map((rule) => decideRule(rule ?? 'none', use.args, viewer));
  if (Object.hasOwn(use.args, 'x') && !isAdmin) decisions.push('refused');
  if (use.field === 'level' && !isAdmin) decisions.push('open');
  return decisions.includes('refused') ? 'refused' : decisions.includes('open') ? 'open' : 'granted';
}

function decideRule(rule: RuleName, { org }: Sent, { authenticated, roles, claims }: Viewer): Decision {
  const if_ = (holds: boolean): Decision => (authenticated && holds ? 'granted' : 'refused');
  const isAdmin = roles.includes('ADMIN');
  const ofOrg = org !== null && org !== undefined && claims.org === org;
  switch (rule) {
    case 'none':
      return 'granted';
    case 'signedIn':
      return if_(true);
    case 'user':
      return if_(isAdmin || roles.includes('USER'));
    case 'admin':
      return if_(isAdmin);
    case 'org':
      return if_(ofOrg);
    case 'adminOrOrg':
      return if_(isAdmin || ofOrg);
    case 'policy':
      return authenticated ? 'open' : 'refused';
    case 'adminByPolicy':
      return authenticated && isAdmin ? 'open' : 'refused';
  }
}

/** An object as graphql-js would find it, and what is asked of it. */
interface Found {
  readonly __typename: string;
  readonly uses: Use[];
}
interface Use {
  readonly key: string;
  readonly type: string;
  readonly field: FieldName;
  readonly args: Sent;
  /** The result, once for each type that it can have. */
  readonly results: readonly Found[];
}

export interface Expected {
  readonly granted: boolean;
  readonly refusals: readonly string[];
  /** How many root fields are asked for. */
  readonly roots: number;
}

/** Runs the operation with graphql-js on objects of every type at once, and looks at what it comes upon. */
export function createOracle(model: Model): (document: DocumentNode, variables: Sent, viewer: Viewer) => Expected {
  const schema = buildPlainSchema(sdlOf(model, true));
  const fieldResolver = (source: Found, args: Sent, _context: unknown, info: GraphQLResolveInfo) => {
    const results = typesOf(schema, info).map(({ name }): Found => ({ __typename: name, uses: [] }));
    const field = info.fieldName as FieldName;
    source.uses.push({ key: String(info.path.key), type: source.__typename, field, args, results });
    return results.length > 0 ? results : null;
  };
  return (document, variableValues, viewer) => {
    const [operation] = document.definitions;
    const isQuery = operation && 'operation' in operation && operation.operation === 'query';
    const rootValue: Found = { __typename: isQuery ? 'Query' : 'Mutation', uses: [] };
    const result = execute({ schema, document, rootValue, variableValues, fieldResolver });
    if ('then' in result || result.errors) throw new Error(`The oracle failed: ${JSON.stringify(result)}`);
    return {
      granted: isGranted(model, rootValue, viewer),
      refusals: refusalsOf(model, rootValue, viewer),
      roots: rootValue.uses.length,
    };
  };
}

function typesOf(schema: GraphQLSchema, { returnType }: GraphQLResolveInfo): readonly GraphQLObjectType[] {
  const type = getNamedType(returnType);
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}

function isGranted(model: Model, { uses }: Found, viewer: Viewer): boolean {
  return uses.every(
    (use) =>
      decide(model, use, viewer) === 'granted' && use.results.every((result) => isGranted(model, result, viewer)),
  );
}

function refusalsOf(model: Model, { uses }: Found, viewer: Viewer): readonly string[] {
  return uses.flatMap((use) => {
    if (decide(model, use, viewer) === 'refused') return [use.key];
    const below = use.results.map((result) => refusalsOf(model, result, viewer));
    const isCertain = below.length > 0 && below.every((refusals) => refusals.length > 0);
    return isCertain ? (below[0] ?? []).map((path) => `${use.key}.${path}`) : [];
  });
}
