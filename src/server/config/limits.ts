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
      '`enforce`: an operation above one of the limits below is refused. `measure`: it runs, and the log has the figures of operations, and which would be refused. `off`: neither. Bodies and tokens are bounded in any case',
  }),
  BODY_MAX_BYTES: integer(1024, 104_857_600, 1_048_576).meta({
    description: 'how large the body of a request may be',
  }),
  OPERATION_MAX_TOKENS: integer(10, 100_000, 5000).meta({
    description: 'how many tokens a document may have: names, punctuation, values',
  }),
  OPERATION_MAX_DEPTH: integer(1, 200, 20).meta({
    description: 'how many levels of fields an operation may have',
  }),
  OPERATION_MAX_ALIASES: integer(0, 100_000, 100).meta({
    description:
      'how many aliases an operation may have. This limit and the next four count a fragment each time that it is spread, and what is skipped as well',
  }),
  OPERATION_MAX_ROOT_FIELDS: integer(1, 100_000, 50).meta({
    description: 'how many fields an operation may have at its root; of a mutation each may be a transaction',
  }),
  OPERATION_MAX_DIRECTIVES: integer(0, 100_000, 100).meta({
    description: 'how many directives an operation may have',
  }),
  OPERATION_MAX_DIRECTIVES_PER_PLACE: integer(0, 100_000, 5).meta({
    description: 'how many of them one field, fragment or definition may have',
  }),
  OPERATION_MAX_COST: integer(1, 1_000_000_000, 20_000).meta({
    description:
      'what an operation may cost by `@cost` and `@listSize`: without them, 1 for each object that it may get',
  }),
  OPERATION_LIST_SIZE: integer(1, 1_000_000, 10).meta({
    description: 'how long a list is taken to be if neither `@listSize` nor the `first` of a connection says it',
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
