import {
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What the document alone says of an operation. A fragment counts each time that it is spread, and so does what is skipped. */
export interface StaticFigures {
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  readonly directivesPerPlace: number;
}

/** Selections side by side, with all that is in them. */
const NOTHING: StaticFigures = { depth: 0, aliases: 0, rootFields: 0, directives: 0, directivesPerPlace: 0 };

/**
 * The figures of each operation of a document, which need not be valid, but must not nest too deep. Each fragment is
 * looked at once, so the work is linear, however often it is spread: numbers that double end at the largest safe integer.
 */
export function measureOperations(document: DocumentNode): ReadonlyMap<OperationDefinitionNode, StaticFigures> {
  const { definitions } = document;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const known = new Map<string, StaticFigures>();
  const ofFragment = (name: string): StaticFigures => {
    const before = known.get(name);
    if (before) return before;
    // One in itself is an error, which graphql-js tells.
    known.set(name, NOTHING);
    const fragment = fragments.get(name);
    const figures = fragment ? withDirectives(ofSet(fragment.selectionSet), fragment) : NOTHING;
    known.set(name, figures);
    return figures;
  };
  const ofSet = (set: SelectionSetNode | undefined): StaticFigures =>
    (set?.selections ?? []).map(ofSelection).reduce(beside, NOTHING);
  const ofSelection = (node: SelectionNode): StaticFigures => {
    if (node.kind === Kind.FIELD) return withDirectives(aroundField(node, ofSet(node.selectionSet)), node);
    if (node.kind === Kind.INLINE_FRAGMENT) return withDirectives(ofSet(node.selectionSet), node);
    return withDirectives(ofFragment(node.name.value), node);
  };
  return new Map(
    definitions
      .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
      .map((node) => [
        node,
        [node, ...(node.variableDefinitions ?? [])].reduce(withDirectives, ofSet(node.selectionSet)),
      ]),
  );
}

function aroundField({ name, alias }: FieldNode, inner: StaticFigures): StaticFigures {
  // How much of the schema is asked for is bounded by a rule of its own, so that tools get it whatever the limits are.
  const { depth, aliases } = isIntrospection(name.value) ? NOTHING : inner;
  return { ...inner, depth: depth + 1, aliases: sum(aliases, alias ? 1 : 0), rootFields: 1 };
}

/** No type of a schema can have fields of these names (GraphQL §4). */
function isIntrospection(name: string): boolean {
  return name === '__schema' || name === '__type';
}

function beside(a: StaticFigures, b: StaticFigures): StaticFigures {
  return {
    depth: Math.max(a.depth, b.depth),
    aliases: sum(a.aliases, b.aliases),
    rootFields: sum(a.rootFields, b.rootFields),
    directives: sum(a.directives, b.directives),
    directivesPerPlace: Math.max(a.directivesPerPlace, b.directivesPerPlace),
  };
}

function sum(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}

type WithDirectives = ASTNode & { readonly directives?: readonly DirectiveNode[] | undefined };

function withDirectives(figures: StaticFigures, { directives }: WithDirectives): StaticFigures {
  const own = directives?.length ?? 0;
  return own === 0 ? figures : beside(figures, { ...NOTHING, directives: own, directivesPerPlace: own });
}
