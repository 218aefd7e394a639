import { type ConstDirectiveNode, type GraphQLSchema, specifiedScalarTypes, valueFromASTUntyped } from 'graphql';
import { type Described, elementsOf, nodesOf } from '../../src/access/schema/schema-elements.js';

/** How builders keep directives in `extensions.directives`. */
export const forms = {
  /** `[{ name, args }]` */
  list: (uses: readonly Use[]) => uses,
  /** `{ name: [args] }` */
  lists: (uses: readonly Use[]) => Object.fromEntries(namesOf(uses).map((name) => [name, argsOf(uses, name)])),
  /** `{ name: args }` where there is one of a name. */
  record: (uses: readonly Use[]) =>
    Object.fromEntries(
      namesOf(uses).map((name) => {
        const [first, ...others] = argsOf(uses, name);
        return [name, others.length > 0 ? [first, ...others] : first];
      }),
    ),
};

interface Use {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * The schema as if it were made in code: what its SDL says with directives is in `extensions.directives`, and nothing of it
 * is written anywhere, but the definitions of directives and their inputs. Changes the schema given.
 */
export function inCode(schema: GraphQLSchema, form: (uses: readonly Use[]) => unknown = forms.list): GraphQLSchema {
  for (const { coordinate, element } of elementsOf(schema)) {
    if (/^(@|AuthRule|ClaimRule)/.test(coordinate) || BUILT_IN.includes(coordinate)) continue;
    const uses = nodesOf(element).flatMap((node) =>
      'directives' in node ? ((node.directives ?? []) as readonly ConstDirectiveNode[]).map(useOf) : [],
    );
    const directives = uses.length > 0 ? { directives: form(uses) } : {};
    Object.assign<Described, Described>(element, {
      extensions: { ...(element.extensions as object), ...directives },
      astNode: undefined,
      ...(element.extensionASTNodes && { extensionASTNodes: [] }),
    });
  }
  return schema;
}

const BUILT_IN: readonly string[] = specifiedScalarTypes.map(({ name }) => name);

function useOf({ name, arguments: args = [] }: ConstDirectiveNode): Use {
  const values = args.map(({ name: { value: key }, value }) => [key, valueFromASTUntyped(value)]);
  return { name: name.value, args: Object.fromEntries(values) };
}

function namesOf(uses: readonly Use[]): readonly string[] {
  return [...new Set(uses.map(({ name }) => name))];
}

function argsOf(uses: readonly Use[], wanted: string): readonly Use['args'][] {
  return uses.filter(({ name }) => name === wanted).map(({ args }) => args);
}
