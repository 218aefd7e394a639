import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import { limitError } from './limit-error.js';
import { MAX_NESTING } from './nesting.js';

const MAX_COST = 100_000;
/** What it costs to look at a selection, and to compare two fields, two fields with fields of their own, two fragments. */
const LOOK = 1;
const COMPARE = 1;
const COMPARE_OBJECTS = 8;
const COMPARE_FRAGMENTS = 4;

/**
 * Refuses a document that would be dear to validate, or that nests fragments in fragments too deep, before any other rule
 * looks at it. What is dear is to find out whether the fields of one response key can be merged (GraphQL §5.3.2): each is
 * compared with each.
 */
export const limitCost: ValidationRule = (context) => ({
  Document: {
    enter: (document) => {
      const problem = problemOf(document);
      if (problem === undefined) return undefined;
      context.reportError(limitError(problem));
      // Whatever rule comes next finds nothing to look at.
      return { ...document, definitions: [] };
    },
  },
});

const TOO_MUCH =
  'The document selects too many fields under the same key, or too much in fragments. Request less at once.';
const TOO_DEEP = `Fields and fragments are nested more than ${MAX_NESTING} levels deep. Request less at once.`;

class Problem extends Error {}

/** How dear a document is to validate: 1 is the most that one may be, and whatever is above counts as that. */
export function validationCost(document: DocumentNode): number {
  const measure = new Measure(document);
  try {
    measure.run();
    return measure.cost / MAX_COST;
  } catch (error) {
    if (error instanceof Problem) return 1;
    throw error;
  }
}

function problemOf(document: DocumentNode): string | undefined {
  try {
    new Measure(document).run();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

/** Adds up what a document costs, and throws a `Problem` when that is too much. */
class Measure {
  readonly #document: DocumentNode;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  #cost = 0;

  constructor(document: DocumentNode) {
    this.#document = document;
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(node.name.value, node);
  }

  /** Each operation, and each fragment, with all that it spreads. */
  run(): void {
    for (const node of this.#document.definitions)
      if (node.kind === Kind.OPERATION_DEFINITION || node.kind === Kind.FRAGMENT_DEFINITION)
        this.#addMerged([node.selectionSet], 1);
  }

  /** Selection sets of fields of one response key: what is in them is merged. */
  #addMerged(sets: readonly SelectionSetNode[], depth: number): void {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    let fragmentPairs = 0;
    const collect = (selections: readonly SelectionNode[], at: number, isOfSet: boolean): void => {
      if (at > MAX_NESTING) throw new Problem(TOO_DEEP);
      for (const selection of selections) {
        this.#spend(LOOK);
        if (selection.kind === Kind.FIELD) addTo(fields, selection);
        else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet.selections, at + 1, isOfSet);
        else if (!spread.has(selection.name.value)) {
          const before = spread.size;
          spread.add(selection.name.value);
          collect(this.#fragments.get(selection.name.value)?.selectionSet.selections ?? [], at + 1, false);
          // What one spreads is compared with what the others do.
          if (isOfSet) fragmentPairs += before * (spread.size - before);
        }
      }
    };
    for (const { selections } of sets) collect(selections, depth, true);
    this.#spend(COMPARE_FRAGMENTS * (fragmentPairs + sets.length * spread.size));
    for (const nodes of fields.values()) {
      const inner = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      const pairs = (nodes.length * (nodes.length - 1)) / 2;
      this.#spend((inner.length > 0 ? COMPARE_OBJECTS : COMPARE) * pairs);
      if (inner.length > 0) this.#addMerged(inner, depth + 1);
    }
  }

  get cost(): number {
    return this.#cost;
  }

  #spend(cost: number): void {
    this.#cost += cost;
    if (this.#cost > MAX_COST) throw new Problem(TOO_MUCH);
  }
}

function addTo(fields: Map<string, FieldNode[]>, field: FieldNode): void {
  const key = field.alias?.value ?? field.name.value;
  const before = fields.get(key);
  if (before) before.push(field);
  else fields.set(key, [field]);
}
