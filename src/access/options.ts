import type { Viewer } from '../viewer.js';
import { createAskViewer } from './guard/ask-viewer.js';
import { type Observe, observing } from './guard/observation.js';
import { type CompiledPolicy, compilePolicies, type Policy } from './guard/policy.js';
import { quietly } from './guard/quietly.js';
import type { ToldDecision, ToldRefusal } from './guard/telling.js';
import { createWarnFailure } from './guard/warn-failure.js';

export interface ProtectOptions<TContext> {
  /**
   * Returns the viewer for the context of an operation: the same object each time while the operation runs, and not a
   * promise. If it throws a `GraphQLError` or a `PortcullisError`, clients see that error; otherwise they see that the
   * viewer could not be determined.
   */
  readonly viewerOf: (context: TContext) => Viewer | null | undefined;
  /**
   * The functions that `@auth(policy:)` names. Later changes to this object have no effect. Functions that no rule
   * names are ignored.
   */
  readonly policies?: Readonly<Record<string, Policy<TContext>>>;
  /**
   * What happens to a query if part of it is certain to be refused. `partial`, the default: that part is null with an
   * error, the rest has data. `reject`: nothing runs, as with a mutation.
   */
  readonly onDenied?: 'partial' | 'reject';
  /**
   * What happens to a root field without `@auth` or `@public`. `refuse`, the default: the server does not start.
   * `allow`: anyone may use it, and a warning lists all such fields; use it to migrate an existing server in steps.
   */
  readonly unmarked?: 'refuse' | 'allow';
  /**
   * `true` adds the missing directives and inputs to the schema, for an enum `Role`; `{ role }` names another enum, or
   * null for none. `false`, the default, expects `accessTypeDefs()` among its typeDefs.
   */
  readonly addDefinitions?: boolean | { readonly role: string | null };
  /** Refuses nothing, but reports to `onRefusal` or `onDecision` what would have been refused. */
  readonly dryRun?: boolean;
  /** Called for each refusal, once per place in an operation, however many objects are there. */
  readonly onRefusal?: (refusal: ToldRefusal) => void;
  /**
   * Called for each decision about a field with rules, for an access log, say: once per coordinate of an operation, or,
   * for a refusal, once per rule that refuses it. Fields that are not reached are not decided.
   */
  readonly onDecision?: (decision: ToldDecision<TContext>) => void;
  /** `all`, the default: `onDecision` is also called for what is allowed, so no guard can be left out. Or `refused`. */
  readonly decisions?: 'all' | 'refused';
  /**
   * Called with what went wrong in `viewerOf`, in a policy, or in a field that is compared. The client only learns that
   * access was refused. By default it warns on the console, at most once a second.
   */
  readonly onFailure?: (error: unknown) => void;
  /**
   * Called with warnings: what is not a mistake but may be surprising, at the start or in a schema that was changed
   * later. By default they are printed to the console.
   */
  readonly onWarning?: (message: string) => void;
  /** Returns milliseconds since the epoch, used to end the streams of subscriptions. `Date.now` by default. */
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
