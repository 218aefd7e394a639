import { type DocumentNode, type FragmentDefinitionNode, type GraphQLSchema, Kind } from 'graphql';
import type { OperationLimits } from '../config/limits.js';
import { createFieldCosts } from '../schema/field-costs.js';
import type { OperationCost, Variables } from './cost-program.js';
import { countTokens } from './count-tokens.js';
import { createInputWeights } from './input-weight.js';
import { costOfOperation } from './operation-cost.js';
import { measureOperations } from './static-figures.js';

/** How much of each thing that has a limit an operation has. What grows without bounds ends at the largest safe integer. */
export type Figures = Readonly<Record<keyof OperationLimits, number>>;

export const NO_FIGURES: Figures = Object.freeze({
  ...{ tokens: 0, depth: 0, aliases: 0, rootFields: 0 },
  ...{ directives: 0, directivesPerPlace: 0, cost: 0 },
});

/** What two operations have together: of what is counted the sum, and of how deep or how many in one place the most. */
export function addFigures(one: Figures, other: Figures): Figures {
  return {
    tokens: one.tokens + other.tokens,
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    rootFields: one.rootFields + other.rootFields,
    directives: one.directives + other.directives,
    directivesPerPlace: Math.max(one.directivesPerPlace, other.directivesPerPlace),
    cost: Math.min(one.cost + other.cost, Number.MAX_SAFE_INTEGER),
  };
}

export interface OperationFigures {
  /** Of each operation of a document that need not be valid: what does not depend on the schema. */
  ofDocument(document: DocumentNode): readonly Omit<Figures, 'cost'>[];
  /** Of the operation that runs; undefined if there is none. The document is valid. As long as they stay the same, it is the same object. */
  of(
    document: DocumentNode,
    operationName: string | null | undefined,
    variables: Variables | null | undefined,
  ): Figures | undefined;
}

interface Measured {
  readonly name: string | undefined;
  readonly figures: Omit<Figures, 'cost'>;
  readonly cost: () => OperationCost;
  last: Figures | undefined;
}

const NO_VARIABLES: Variables = {};

/** Each document is measured once; what is kept of it goes when it goes. */
export function createOperationFigures(schema: GraphQLSchema, listSize: number): OperationFigures {
  const costs = { schema, fields: createFieldCosts(schema, listSize), inputs: createInputWeights(schema) };
  const known = new WeakMap<DocumentNode, readonly Measured[]>();
  const measured = (document: DocumentNode) => {
    const before = known.get(document);
    if (before) return before;
    const tokens = countTokens(document);
    const fragments = fragmentsOf(document);
    const all = [...measureOperations(document)].map(
      ([operation, figures]): Measured => ({
        name: operation.name?.value,
        figures: { tokens, ...figures },
        cost: once(() => costOfOperation(costs, { operation, fragments })),
        last: undefined,
      }),
    );
    known.set(document, all);
    return all;
  };
  return Object.freeze({
    ofDocument: (document: DocumentNode) => measured(document).map(({ figures }) => figures),
    of: (document: DocumentNode, operationName, variables) => {
      const operation = chosen(measured(document), operationName);
      if (!operation) return undefined;
      const cost = operation.cost();
      const now = Math.min(typeof cost === 'number' ? cost : cost(variables ?? NO_VARIABLES), Number.MAX_SAFE_INTEGER);
      if (operation.last?.cost === now) return operation.last;
      operation.last = { ...operation.figures, cost: now };
      return operation.last;
    },
  } satisfies OperationFigures);
}

/** As the executor finds it. */
function chosen(all: readonly Measured[], name: string | null | undefined): Measured | undefined {
  if (name === null || name === undefined) return all.length === 1 ? all[0] : undefined;
  return all.findLast((operation) => operation.name === name);
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION).map((node) => [node.name.value, node]),
  );
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
