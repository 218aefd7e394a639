import { integer, oneOf } from '../../toolkit/variables.js';

const LIMIT_MODES = ['enforce', 'measure', 'off'] as const;

/** What one operation may have at most. */
export interface OperationLimits {
  /** In the whole document. */
  readonly tokens: number;
  /** Levels of fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  /** On one field, fragment or definition. */
  readonly directivesPerPlace: number;
  readonly cost: number;
}

export interface Limits {
  /** What becomes of an operation above its limits; tokens and bodies are always bounded. */
  readonly mode: (typeof LIMIT_MODES)[number];
  readonly bodyBytes: number;
  readonly operation: OperationLimits;
  /** How long a list is taken to be if nothing says it. */
  readonly listSize: number;
}

/** The variable of each limit on operations. */
export const LIMIT_NAMES = {
  tokens: 'OPERATION_MAX_TOKENS',
  depth: 'OPERATION_MAX_DEPTH',
  aliases: 'OPERATION_MAX_ALIASES',
  rootFields: 'OPERATION_MAX_ROOT_FIELDS',
  directives: 'OPERATION_MAX_DIRECTIVES',
  directivesPerPlace: 'OPERATION_MAX_DIRECTIVES_PER_PLACE',
  cost: 'OPERATION_MAX_COST',
} as const satisfies Record<keyof OperationLimits, string>;

export const limitVariables = {
  LIMITS: oneOf(LIMIT_MODES, 'enforce').meta({
    description:
      '`enforce`: an operation that exceeds one of the limits below is refused. `measure`: it runs, and the log shows the figures of each operation and whether it would be refused. `off`: neither. The limits of bodies and tokens always apply',
  }),
  BODY_MAX_BYTES: integer(1024, 104_857_600, 1_048_576).meta({
    description: 'the maximum size of a request body',
  }),
  OPERATION_MAX_TOKENS: integer(10, 100_000, 5000).meta({
    description: 'the maximum number of tokens in a document: names, punctuation, values',
  }),
  OPERATION_MAX_DEPTH: integer(1, 200, 20).meta({
    description: 'the maximum depth of fields in an operation',
  }),
  OPERATION_MAX_ALIASES: integer(0, 100_000, 100).meta({
    description:
      'the maximum number of aliases in an operation. This limit and the next four count a fragment each time it is spread, and count skipped fields too',
  }),
  OPERATION_MAX_ROOT_FIELDS: integer(1, 100_000, 50).meta({
    description: 'the maximum number of root fields in an operation; in a mutation, each may be a transaction',
  }),
  OPERATION_MAX_DIRECTIVES: integer(0, 100_000, 100).meta({
    description: 'the maximum number of directives in an operation',
  }),
  OPERATION_MAX_DIRECTIVES_PER_PLACE: integer(0, 100_000, 5).meta({
    description: 'the maximum number of directives on one field, fragment or definition',
  }),
  OPERATION_MAX_COST: integer(1, 1_000_000_000, 20_000).meta({
    description:
      'the maximum cost of an operation by `@cost` and `@listSize`; without them, each object that it may return costs 1',
  }),
  OPERATION_LIST_SIZE: integer(1, 1_000_000, 10).meta({
    description: 'the assumed length of a list when neither `@listSize` nor the `first` of a connection gives one',
  }),
};

/** What was read of those variables. */
type Read = Readonly<
  Record<(typeof LIMIT_NAMES)[keyof OperationLimits] | 'BODY_MAX_BYTES' | 'OPERATION_LIST_SIZE', number>
> & {
  readonly LIMITS: Limits['mode'];
};

export function readLimits(env: Read): Limits {
  return Object.freeze({
    mode: env.LIMITS,
    bodyBytes: env.BODY_MAX_BYTES,
    listSize: env.OPERATION_LIST_SIZE,
    operation: Object.freeze({
      tokens: env.OPERATION_MAX_TOKENS,
      depth: env.OPERATION_MAX_DEPTH,
      aliases: env.OPERATION_MAX_ALIASES,
      rootFields: env.OPERATION_MAX_ROOT_FIELDS,
      directives: env.OPERATION_MAX_DIRECTIVES,
      directivesPerPlace: env.OPERATION_MAX_DIRECTIVES_PER_PLACE,
      cost: env.OPERATION_MAX_COST,
    }),
  });
}
