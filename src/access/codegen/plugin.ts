import { type GraphQLSchema, isObjectType } from 'graphql';
import { compileAccess } from '../rules/compile.js';
import { type PolicyUse, policyUses } from '../rules/policy-uses.js';
import { isRootType } from '../rules/written-rules.js';
import { type CodegenOptions, type ConfiguredPlugin, nameOfResolversPlugin, optionsOf, SIGNED_IN } from './options.js';
import { type ResolverNames, resolverNames } from './resolver-names.js';

/** What graphql-codegen tells a plugin of the others. */
export interface CodegenInfo {
  readonly allPlugins?: readonly ConfiguredPlugin[];
}

/** The types that are imported, by their name. */
const IMPORTED = ['FieldPolicyInput', 'PolicyOf', 'TypePolicyInput'];

/**
 * A plugin of graphql-codegen, for the file of typescript and typescript-resolvers: adds the type `Policies`, which
 * has a member for each policy that `@auth` names in the schema, with every input that it can get.
 *
 * Throws a `StartupError` that lists the mistakes in the directives, and a `TypeError` for options that it cannot
 * follow.
 */
export function plugin(
  schema: GraphQLSchema,
  _documents: readonly unknown[],
  ownOptions: CodegenOptions,
  { allPlugins = [] }: CodegenInfo = {},
): { prepend: string[]; content: string } {
  const options = { ...ownOptions, ...optionsOf(allPlugins, nameOfResolversPlugin(allPlugins, 'portcullis/codegen')) };
  const names = resolverNames(options);
  refuseClashes(schema, names);
  const uses = policyUses(schema, compileAccess(schema, { unmarked: 'allow' }));
  const members = [...uses].map(([policy, ofPolicy]) => {
    const key = /^[a-z_]\w*$/i.test(policy) ? policy : JSON.stringify(policy);
    return `  ${key}: PolicyOf<${unionOf(ofPolicy.map((use) => inputOf(schema, use, names, options)))}>;`;
  });
  const content = `${typeOf(members.sort())}${members.length > 0 ? declarationOf(options) : ''}`;
  const imported = [
    ...IMPORTED.filter((name) => content.includes(`${name}<`)),
    ...(options.signedIn ? [SIGNED_IN] : []),
  ];
  const from = options.accessFrom ?? 'portcullis/access';
  return { prepend: imported.length > 0 ? [`import type { ${imported.join(', ')} } from '${from}';`] : [], content };
}

function refuseClashes(schema: GraphQLSchema, names: ResolverNames): void {
  const clash = Object.keys(schema.getTypeMap()).find((type) =>
    ['Policies', 'WrittenPolicies', SIGNED_IN, ...IMPORTED].includes(names.of(type)),
  );
  if (clash)
    throw new TypeError(`portcullis/codegen generates a type with the same name as ${clash}. Set typesPrefix.`);
}

function inputOf(schema: GraphQLSchema, use: PolicyUse, names: ResolverNames, options: CodegenOptions): string {
  const type = schema.getType(use.type);
  if (!isObjectType(type)) throw new TypeError(`${use.type} is not an object type.`);
  // typescript-resolvers types the root value as an object whose every property is `never`. To read one would be no
  // mistake, not even where only another input of the policy has it.
  const isUnknown = isRootType(schema, type) && !options.rootValueType && !options.mappers?.[use.type];
  const source = isUnknown ? 'object | null | undefined' : `${names.of('ResolversParentTypes')}['${use.type}']`;
  const field = use.field === null ? undefined : type.getFields()[use.field];
  // A policy is asked for nobody who is not signed in.
  const context = options.signedIn ? `${SIGNED_IN}<${names.context}>` : names.context;
  if (!field) return `TypePolicyInput<${context}, ${source}>`;
  const args = field.args.length > 0 ? names.argumentsOf(use.type, field) : 'Record<never, never>';
  return `FieldPolicyInput<${context}, ${source}, ${args}>`;
}

function unionOf(inputs: readonly string[]): string {
  const [first = 'never', ...others] = [...new Set(inputs)].sort();
  return others.length > 0 ? `${['', first, ...others].join('\n    | ')}\n  ` : first;
}

/** The same where modules look for it, so that `defineModule` knows what each policy gets. */
function declarationOf({ policiesIn }: CodegenOptions): string {
  if (policiesIn === undefined) return '';
  return `
type WrittenPolicies = Policies;

declare module ${JSON.stringify(policiesIn)} {
  interface Policies extends WrittenPolicies {}
}
`;
}

function typeOf(members: readonly string[]): string {
  const comment = '/** The policies that `@auth` names, each with every input that it can get. */';
  const type = members.length > 0 ? `{\n${members.join('\n')}\n}` : 'Record<string, never>';
  return `${comment}\nexport type Policies = ${type};\n`;
}
