import type { GraphQLError } from 'graphql';
import { LIMIT_NAMES, type OperationLimits } from '../config/limits.js';
import { type Excess, tooComplexError } from './limit-error.js';
import type { Figures } from './operation-figures.js';

type Limit = keyof OperationLimits;

const LIMITS = [
  ...(['tokens', 'depth', 'aliases', 'rootFields', 'directives', 'directivesPerPlace'] as const),
  'cost',
] as const satisfies readonly Limit[];

const NAMES: Readonly<Record<Exclude<Limit, 'cost'>, string>> = {
  tokens: 'tokens',
  depth: 'levels of fields',
  aliases: 'aliases',
  rootFields: 'fields at its root',
  directives: 'directives',
  directivesPerPlace: 'directives in one place',
};

/** Undefined if an operation is within the limits, as most are. */
export function excessOf(figures: Partial<Figures>, limits: OperationLimits): Excess | undefined {
  if (isWithin(figures, limits)) return undefined;
  const above = LIMITS.filter((limit) => (figures[limit] ?? 0) > limits[limit]);
  return { figures, above };
}

/** Asked of every request, so each is written out: a loop over their names takes fifty times as long. */
function isWithin(figures: Partial<Figures>, limits: OperationLimits): boolean {
  const {
    tokens = 0,
    depth = 0,
    aliases = 0,
    rootFields = 0,
    directives = 0,
    directivesPerPlace = 0,
    cost = 0,
  } = figures;
  return (
    tokens <= limits.tokens &&
    depth <= limits.depth &&
    aliases <= limits.aliases &&
    rootFields <= limits.rootFields &&
    directives <= limits.directives &&
    directivesPerPlace <= limits.directivesPerPlace &&
    cost <= limits.cost
  );
}

export interface RefusalOptions {
  readonly limits: OperationLimits;
  /** Whether clients are told which limit it is, and how much there was. */
  readonly tellsFigures: boolean;
}

/** Makes the error of an operation above its limits. */
export type RefuseOperation = (excess: Excess) => GraphQLError;

export function createRefuseOperation({ limits, tellsFigures }: RefusalOptions): RefuseOperation {
  return (excess) => {
    if (!tellsFigures) return tooComplexError('The operation is too complex. Request less at once.', excess);
    const told = excess.above.map(
      (limit) => `${tellFigure(limit, excess.figures[limit])}, and ${LIMIT_NAMES[limit]} is ${limits[limit]}`,
    );
    return tooComplexError(`The operation has ${told.join('; it has ')}. Request less at once.`, excess);
  };
}

function tellFigure(limit: Limit, figure = 0): string {
  if (limit !== 'cost') return `${figure} ${NAMES[limit]}`;
  // So much is what a list counts that lacks the one slicing argument which it requires, too.
  const isEndless = figure === Number.MAX_SAFE_INTEGER;
  return isEndless
    ? 'an unbounded cost, because a list lacks the slicing argument that it requires'
    : `a cost of ${figure}`;
}
