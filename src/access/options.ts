import type { Viewer } from '../viewer.js';
import { createAskViewer } from './guard/ask-viewer.js';
import { type Observe, observing } from './guard/observation.js';
import { type CompiledPolicy, compilePolicies, type Policy } from './guard/policy.js';
import { quietly } from './guard/quietly.js';
import type { ToldDecision, ToldRefusal } from './guard/telling.js';
import { createWarnFailure } from './guard/warn-failure.js';

export interface ProtectOptions<TContext> {
  /**
   * The viewer, by the context of the operation: the same object each time while an operation runs, and no promise of it.
   * Clients see a `GraphQLError`, or a `PortcullisError`, that it throws as it is; of anything else, that the viewer could not be determined.
   */
  readonly viewerOf: (context: TContext) => Viewer | null | undefined;
  /** The functions that `@auth(policy:)` names. They are taken as they are now; one that no rule names is fine. */
  readonly policies?: Readonly<Record<string, Policy<TContext>>>;
  /**
   * What becomes of a query of which something is refused whatever the objects are. `partial`, the default: null and an
   * error for that, data for the rest. `reject`: nothing runs, as with a mutation.
   */
  readonly onDenied?: 'partial' | 'reject';
  /**
   * A root field without `@auth` or `@public`. `refuse`, the default: it stops the start. `allow`: anyone may use it,
   * with a warning that lists them all; to move an existing server in steps.
   */
  readonly unmarked?: 'refuse' | 'allow';
  /**
   * `true` adds those of our directives and inputs that the schema does not have, for an enum `Role`; `{ role }` names
   * another, null for none. `false` by default: `accessTypeDefs()` is among its typeDefs.
   */
  readonly addDefinitions?: boolean | { readonly role: string | null };
  /** Refuses nothing, and tells `onRefusal`, or `onDecision`, what would have been. */
  readonly dryRun?: boolean;
  /** Told what is refused, once for each place of an operation, however many objects are there. */
  readonly onRefusal?: (refusal: ToldRefusal) => void;
  /**
   * Told what is decided of fields that have rules, once for each coordinate of an operation: of what is refused, for each
   * rule that refuses it. What is not reached is not decided. A record for an access log, say.
   */
  readonly onDecision?: (decision: ToldDecision<TContext>) => void;
  /** `all`, the default: `onDecision` is told of what is allowed, too, for which no guard can be left out. Or `refused`. */
  readonly decisions?: 'all' | 'refused';
  /**
   * Told what went wrong in `viewerOf`, a policy, or a field that is compared. The client learns that it was refused, and
   * no more. Warns on the console by default, at most once in a second.
   */
  readonly onFailure?: (error: unknown) => void;
  /** Told what is no mistake, but may surprise: at the start, or of a schema that was changed since. Prints to the console by default. */
  readonly onWarning?: (message: string) => void;
  /** Milliseconds since the epoch, by which the streams of a subscription end. `Date.now` by default. */
  readonly now?: () => number;
  /** @internal */
  readonly [observing]?: Observe | undefined;
}

/** The same with every default filled in. */
export interface CheckedOptions {
  readonly viewerOf: (context: unknown) => Viewer | null | undefined;
  readonly policies: ReadonlyMap<string, CompiledPolicy>;
  readonly onDenied: 'partial' | 'reject';
  readonly unmarked: 'refuse' | 'allow';
  /** The enum of roles for which definitions are added; null for none, undefined if none are added. */
  readonly definitionsFor: string | null | undefined;
  readonly dryRun: boolean;
  readonly onRefusal: ((refusal: ToldRefusal) => void) | undefined;
  readonly onDecision: ((decision: ToldDecision) => void) | undefined;
  readonly decisions: 'all' | 'refused';
  readonly onFailure: (error: unknown) => void;
  readonly onWarning: (message: string) => void;
  readonly now: () => number;
  readonly observe: Observe | undefined;
}

/** Throws a `TypeError` that names the option and says what it takes. */
export function checkOptions<TContext>(options: ProtectOptions<TContext>): CheckedOptions {
  const {
    viewerOf,
    policies,
    onDenied = 'partial',
    unmarked = 'refuse',
    addDefinitions = false,
    dryRun = false,
    onRefusal,
    onDecision,
    decisions = 'all',
    onWarning = console.warn,
    now = Date.now,
    onFailure = createWarnFailure(now),
    [observing]: observe,
    ...unknownOptions
  } = options;
  const [unknownOption] = Object.keys(unknownOptions);
  if (unknownOption) throw new TypeError(`protectSchema has no option "${unknownOption}".`);
  if (typeof viewerOf !== 'function') throw new TypeError('protectSchema needs viewerOf, a function of the context.');
  for (const [name, value] of Object.entries({ onRefusal, onDecision, onFailure, onWarning, now })) {
    if (value !== undefined && typeof value !== 'function') {
      throw new TypeError(`protectSchema's ${name} is not a function.`);
    }
  }
  oneOf('onDenied', onDenied, ['partial', 'reject']);
  oneOf('unmarked', unmarked, ['refuse', 'allow']);
  oneOf('decisions', decisions, ['all', 'refused']);
  oneOf('dryRun', dryRun, [true, false]);
  if (dryRun && !onRefusal && !onDecision)
    throw new TypeError('With dryRun nothing is refused: pass onRefusal or onDecision to learn what would be.');
  const tellFailure = quietly(onFailure);
  const askViewer = (context: unknown) => viewerOf(context as TContext);
  return {
    viewerOf: createAskViewer({ viewerOf: askViewer, onFailure: tellFailure, dryRun }),
    policies: compilePolicies(policies),
    onDenied,
    unmarked,
    definitionsFor: definitionsFor(addDefinitions),
    dryRun,
    onRefusal,
    onDecision: onDecision && ((decision) => onDecision(decision as ToldDecision<TContext>)),
    decisions,
    onFailure: tellFailure,
    onWarning,
    now,
    observe,
  };
}

function definitionsFor(addDefinitions: boolean | { readonly role: string | null }): string | null | undefined {
  if (addDefinitions === false) return undefined;
  if (addDefinitions === true) return 'Role';
  const { role }: { readonly role?: unknown } = addDefinitions ?? {};
  if (role === null || typeof role === 'string') return role;
  throw new TypeError("protectSchema's addDefinitions must be true, false, or { role }: the name of an enum, or null.");
}

function oneOf(name: string, value: unknown, known: readonly unknown[]): void {
  if (known.includes(value)) return;
  const choices = known.map((choice) => JSON.stringify(choice)).join(' or ');
  throw new TypeError(`protectSchema's ${name} must be ${choices}.`);
}
