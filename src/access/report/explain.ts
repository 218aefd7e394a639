import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { executedVariables, type Variables } from '../../values/variables.js';
import type { Viewer } from '../../viewer.js';
import { analyze } from '../decide/analyze.js';
import { TooLargeError } from '../decide/budget.js';
import { fragmentsOf } from '../decide/check.js';
import { createPlan } from '../decide/create-plan.js';
import { type Rights, rightsOf } from '../decide/rights.js';
import { createFieldRules } from '../guard/field-rules.js';
import { type CompiledPolicy, compilePolicies } from '../guard/policy.js';
import type { AccessTable } from '../rules/compile.js';
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
  /** Coerced. */
  readonly variables: Record<string, unknown>;
  readonly viewer: Viewer;
}

interface ExplainedOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Variables;
}

const MAX_PATHS = 1000;

/** Decides each path of an operation as the guard does. `too large`: it has more in it than the guard looks at. */
export function explain(compiled: CompiledSchema, input: ExplainInput): Explanation | 'too large' {
  const { document, operation, variables, viewer } = input;
  const rights = rightsOf(compiled.table.roles, viewer);
  const asked = {
    operation,
    fragments: fragmentsOf(document),
    variables: executedVariables(compiled.schema, operation, variables),
  };
  const heldBackBy = refusedBefore(compiled, asked, rights);
  const outline = createOutline({ ...compiled, ...asked, rights });
  if (heldBackBy === 'too large' || outline === 'too large') return 'too large';

  const paths: ExplainedPath[] = [];
  for (const path of pathsOf(outline, [])) {
    if (paths.length === MAX_PATHS) return { operation: operation.operation, paths, isCut: true, heldBackBy };
    paths.push(path);
  }
  return { operation: operation.operation, paths, isCut: false, heldBackBy };
}

/** What the guard refuses before it runs anything. A query is answered in part. Policies are never certain. */
function refusedBefore(
  { schema, table }: CompiledSchema,
  { operation, fragments, variables }: ExplainedOperation,
  rights: Rights,
): Explanation['heldBackBy'] | 'too large' {
  if (operation.operation === OperationTypeNode.QUERY) return [];
  const rules = createFieldRules(schema, table, { policies: withoutFunctions(table), onFailure: () => {} });
  const plan = createPlan({ schema, operation, fragments }, (coordinate) => rules.get(coordinate));
  if (plan === 'too large') return plan;
  try {
    return analyze(plan, variables, rights).refusals.map(({ path }) => path);
  } catch (error) {
    if (error instanceof TooLargeError) return 'too large';
    throw error;
  }
}

/** A policy by each name that the rules have. None is asked. */
function withoutFunctions({ rules }: AccessTable): ReadonlyMap<string, CompiledPolicy> {
  const conditions = [...rules.values()].flat().flatMap(({ anyOf }) => anyOf.flat());
  const names = conditions.flatMap((condition) => (condition.kind === 'policy' ? [condition.policy] : []));
  return compilePolicies(Object.fromEntries(names.map((name) => [name, () => false])));
}

/** One by one: fragments that are spread in many places make more paths than there is room for. */
function* pathsOf(outline: Outline, prefix: readonly string[]): Generator<ExplainedPath> {
  for (const { key, below, ...said } of outline) {
    const path = [...prefix, key];
    yield { ...said, path };
    yield* pathsOf(below, path);
  }
}
