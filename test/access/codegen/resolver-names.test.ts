import { describe, expect, test } from '@jest/globals';
import { buildSchema, isObjectType } from 'graphql';
import { resolverNames } from '../../../src/access/codegen/resolver-names.js';
import { generateTypes } from './support.js';

const FIELDS = [
  'plain',
  'twoWords',
  'userID',
  'IDs',
  'HTTPServer2xx',
  'a1B2c',
  'snake_case_name',
  '_led',
  'trailed_',
  'with__two',
  'v2_2fa',
  'SHOUTED_NAME',
];
const TYPES = ['Query', 'user_Account', 'HTTPLog', 'x1Y', '_Led'];
const body = TYPES.map((type) => `type ${type} { ${FIELDS.map((field) => `${field}(n: Int): Int`).join(' ')} }`).join(
  ' ',
);
const ARGUMENTS =
  'type Query { none: Int some(a: Int b: [Int!]) : Int all(a: Int! b: Int = 1 c: Int = null d: Int): Int }';

/** The arguments of every resolver, by coordinate, as typescript-resolvers writes them. */
async function writtenArguments(sdl: string, config: Readonly<Record<string, unknown>>) {
  const types = await generateTypes([sdl.replaceAll('): Int', '): Int @auth')], config);
  const written = new Map<string, string>();
  for (const [, type = '', fields = ''] of types.matchAll(/\['(\w+)'\]> = (?:ResolversObject<)?\{\n([\s\S]*?)\n\}/g)) {
    for (const [, field, args = ''] of fields.matchAll(/^ {2}(\w+)\?: Resolver<.*, ContextType(?:, (.+))?>;$/gm))
      written.set(`${type}.${field}`, args);
  }
  return written;
}

/** The same, as they are written here. */
function namedArguments(sdl: string, config: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const names = resolverNames(config);
  return new Map(
    Object.values(buildSchema(sdl).getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
      .flatMap((type) =>
        isObjectType(type) ? Object.values(type.getFields()).map((field) => [type.name, field] as const) : [],
      )
      .map(([type, field]) => [`${type}.${field.name}`, field.args.length > 0 ? names.argumentsOf(type, field) : '']),
  );
}

describe('the names of typescript-resolvers', () => {
  const configs: readonly Readonly<Record<string, unknown>>[] = [
    {},
    { typesPrefix: 'I' },
    { typesSuffix: 'Type' },
    { addUnderscoreToArgsType: true },
    { namingConvention: 'keep' },
    { namingConvention: 'change-case-all#pascalCase' },
    { namingConvention: { enumValues: 'keep' } },
    { namingConvention: { typeNames: 'keep' } },
    { namingConvention: 'keep', typesPrefix: 'i_', typesSuffix: '_t', addUnderscoreToArgsType: true },
    { useIndexSignature: true },
  ];

  test.each(configs.map((config) => [JSON.stringify(config), config] as const))(
    'are known with %s',
    async (_, config) => {
      const types = await generateTypes([body], config);
      const names = resolverNames(config);
      expect(types).toContain(`export type ${names.of('ResolversParentTypes')} = `);
      const written = await writtenArguments(body, config);
      expect(written.size).toBe(TYPES.length * FIELDS.length);
      expect(namedArguments(body, config)).toEqual(written);
    },
  );

  test('say which arguments are there in any case', async () => {
    const written = await writtenArguments(ARGUMENTS, {});
    expect([...written.values()].sort()).toEqual([
      '',
      'Partial<QuerySomeArgs>',
      "RequireFields<QueryAllArgs, 'a' | 'b' | 'c'>",
    ]);
    expect(namedArguments(ARGUMENTS, {})).toEqual(written);
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['namingConvention', { namingConvention: 'change-case-all#constantCase' }],
    ['namingConvention', { namingConvention: { typeNames: 'change-case-all#pascalCase' } }],
    ['namingConvention', { namingConvention: { transformUnderscore: true } }],
    ['namingConvention', { namingConvention: (name: string) => name }],
    ['namespacedImportName', { namespacedImportName: 'Types' }],
  ])('are not guessed where %s changes them: %j', async (option, config) => {
    expect(() => resolverNames(config)).toThrow(TypeError);
    expect(() => resolverNames(config)).toThrow(`cannot know the names that ${option} makes`);
  });
});
