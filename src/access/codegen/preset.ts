import { type GraphQLSchema, isObjectType } from 'graphql';
import { compileAccess } from '../rules/compile.js';
import { asksForViewer } from '../rules/rule.js';
import { type CodegenOptions, type ConfiguredPlugin, nameOfResolversPlugin, optionsOf, SIGNED_IN } from './options.js';
import { plugin } from './plugin.js';

const OWN = 'portcullis/codegen';

/** What the resolvers of a Portcullis server get, and where its policies are declared. */
const OF_SERVER = { contextType: 'portcullis#Context', policiesIn: 'portcullis' } as const satisfies CodegenOptions;

/** As far as we look, what graphql-codegen gives to a preset. */
export interface PresetInput {
  readonly baseOutputDir: string;
  readonly plugins: readonly ConfiguredPlugin[];
  readonly pluginMap: Readonly<Record<string, unknown>>;
  readonly config: CodegenOptions;
  readonly schemaAst?: GraphQLSchema;
}

/**
 * A preset of graphql-codegen, for the file of typescript and typescript-resolvers. It adds the types of the policies;
 * and where a rule asks for a signed-in viewer, resolvers and policies have one in their context. Without `contextType`
 * that is the context of a Portcullis server. One of another server has in `viewer` what `viewerOf` returns, and nobody
 * signed in there is without a subject.
 *
 * Throws a `StartupError` that lists the mistakes in the directives, and a `TypeError` for options that it cannot follow.
 */
export const preset = Object.freeze({
  buildGeneratesSection: <TInput extends PresetInput>(input: TInput) => {
    const { baseOutputDir, plugins, pluginMap, config, schemaAst } = input;
    if (!schemaAst) throw new TypeError('The preset portcullis/codegen needs a schema.');
    const name = nameOfResolversPlugin(plugins, 'The preset portcullis/codegen');
    const given = optionsOf(plugins, name);
    const { contextType = config.contextType, fieldContextTypes = config.fieldContextTypes ?? [] } = given;
    const signedIn = signedInFields(schemaAst).map((coordinate) => `${coordinate}#${SIGNED_IN}<ContextType>`);
    // The later one counts: what somebody names for a field stays.
    const ofResolvers = { ...given, fieldContextTypes: [...signedIn, ...fieldContextTypes] };
    const others = plugins.filter((each) => !Object.hasOwn(each, OWN));
    return [
      {
        ...input,
        filename: baseOutputDir,
        config: contextType === undefined ? { ...OF_SERVER, ...config } : config,
        plugins: [
          ...others.map((each) => (Object.hasOwn(each, name) ? { ...each, [name]: ofResolvers } : each)),
          { [OWN]: { ...optionsOf(plugins, OWN), signedIn: signedIn.length > 0 } },
        ],
        pluginMap: { ...pluginMap, [OWN]: { plugin } },
      },
    ];
  },
});

/** The fields whose resolvers nobody reaches who is not signed in. What an argument asks for is only asked if it is sent. */
function signedInFields(schema: GraphQLSchema): readonly string[] {
  const { rules } = compileAccess(schema, { unmarked: 'allow' });
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
    .filter((coordinate) => asksForViewer(rules.get(coordinate) ?? []));
}
