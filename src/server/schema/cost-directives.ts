import { type ConstDirectiveNode, GraphQLError, type GraphQLSchema, getDirectiveValues } from 'graphql';

/** What can have directives where it is defined, and where it is extended. */
export interface Directed {
  readonly astNode?: WithDirectives | null | undefined;
  readonly extensionASTNodes?: readonly WithDirectives[];
}

interface WithDirectives {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** What `@listSize` says. */
export interface ListSize {
  readonly assumedSize: number | undefined;
  readonly slicingArguments: readonly string[];
  readonly sizedFields: readonly string[];
  readonly requireOneSlicingArgument: boolean;
}

const WEIGHT = /^\d{1,9}(\.\d{1,9})?$/;

/** The use of a directive; undefined if there is none. */
export function useOf(name: string, { astNode, extensionASTNodes = [] }: Directed): ConstDirectiveNode | undefined {
  return [astNode, ...extensionASTNodes]
    .flatMap((node) => node?.directives ?? [])
    .find((directive) => directive.name.value === name);
}

/** Undefined without a `@cost`. Throws a `GraphQLError` for one that is no number of 0 or more. */
export function readWeight(schema: GraphQLSchema, element: Directed): number | undefined {
  const { weight } = valuesOf(schema, 'cost', element) ?? {};
  if (weight === undefined) return undefined;
  if (typeof weight === 'string' && WEIGHT.test(weight)) return Number(weight);
  throw new GraphQLError(
    'Its weight must be a number of at least 0, with at most 9 digits before the point, such as @cost(weight: "2.5").',
  );
}

/** Undefined without a `@listSize`. Throws a `GraphQLError` for values that are none of its types. */
export function readListSize(schema: GraphQLSchema, element: Directed): ListSize | undefined {
  const values = valuesOf(schema, 'listSize', element);
  if (!values) return undefined;
  const { assumedSize, requireOneSlicingArgument } = values;
  return {
    assumedSize: typeof assumedSize === 'number' ? assumedSize : undefined,
    slicingArguments: textsOf(values.slicingArguments),
    sizedFields: textsOf(values.sizedFields),
    requireOneSlicingArgument: requireOneSlicingArgument !== false,
  };
}

function valuesOf(
  schema: GraphQLSchema,
  name: string,
  element: Directed,
): Readonly<Record<string, unknown>> | undefined {
  const use = useOf(name, element);
  const directive = use && schema.getDirective(name);
  return directive ? getDirectiveValues(directive, { directives: [use] }) : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
