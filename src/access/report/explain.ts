import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { protectSchema } from '../protect-schema.js';
import { rightsOf } from '../rights.js';
import type { Viewer } from '../viewer.js';
import type { CompiledSchema } from './compile-schema.js';
import { createOutline, type Outline } from './outline.js';
import type { Verdict } from './verdict.js';

/** What each path of an operation answers to somebody. */
export interface Explanation {
  readonly operation: OperationTypeNode;
  /** In the order of the document; the first 1000. */
  readonly paths: readonly ExplainedPath[];
  /** True if there are more. */
  readonly isCut: boolean;
  /** Of a mutation or a subscription: the paths that are refused whatever the objects are, so that none of it runs. */
  readonly heldBackBy: readonly (readonly string[])[];
}

export interface ExplainedPath extends Verdict {
  /** Response keys, without the indices of lists. */
  readonly path: readonly string[];
  /** The types of the object that this is said of; empty if it is true of all that it can have. */
  readonly on: readonly string[];
}

/** An operation, and who asks. */
export interface ExplainInput {
  /** Valid for the schema. */
  readonly document: DocumentNode;
  /** The one of the document that is meant. */
  readonly operation: OperationDefinitionNode;
  /** As they are sent, and as they are coerced. */
  readonly variables: Record<'sent' | 'coerced', Readonly<Record<string, unknown>>>;
  readonly viewer: Viewer;
}

const MAX_PATHS = 1000;

/** Decides each path of an operation as the guard does. `too large`: it has more in it than the guard looks at. */
export function explain(compiled: CompiledSchema, input: ExplainInput): Explanation | 'too large' {
  const { document, operation, variables, viewer } = input;
  const heldBackBy = refusedBefore(compiled, input);
  const rights = rightsOf(compiled.table.roles, viewer);
  const fragments = fragmentsOf(document);
  const outline = createOutline({ ...compiled, rights, operation, fragments, variables: variables.coerced });
  if (heldBackBy === 'too large' || outline === 'too large') return 'too large';

  const paths: ExplainedPath[] = [];
  for (const path of pathsOf(outline, [])) {
    if (paths.length === MAX_PATHS) return { operation: operation.operation, paths, isCut: true, heldBackBy };
    paths.push(path);
  }
  return { operation: operation.operation, paths, isCut: false, heldBackBy };
}

/** What the guard refuses before it runs anything. Policies are never certain, so there need be no functions. */
function refusedBefore(
  { schema, table }: CompiledSchema,
  input: ExplainInput,
): Explanation['heldBackBy'] | 'too large' {
  const names = [...table.rules.values()].flatMap((rule) =>
    rule.flatMap(({ anyOf }) => anyOf.flat().flatMap((each) => (each.kind === 'policy' ? [each.policy] : []))),
  );
  const { check } = protectSchema(schema, {
    viewerOf: () => null,
    policies: Object.fromEntries(names.map((name) => [name, () => false])),
    unmarked: 'allow',
    onWarning: () => {},
  });
  const { document, operation, variables, viewer } = input;
  const { refusals } = check({ document, operationName: operation.name?.value, variables: variables.sent, viewer });
  if (operation.operation === OperationTypeNode.QUERY) return [];
  return refusals.some(({ reason }) => reason === 'TOO_LARGE') ? 'too large' : refusals.map(({ path }) => path);
}

function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** One by one: fragments that are spread in many places make more paths than there is room for. */
function* pathsOf(outline: Outline, prefix: readonly string[]): Generator<ExplainedPath> {
  for (const { key, below, ...said } of outline) {
    const path = [...prefix, key];
    yield { ...said, path };
    yield* pathsOf(below, path);
  }
}
