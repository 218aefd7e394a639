import {
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { hasProperties } from '../../values/value-kinds.js';
import type { Viewer } from '../../viewer.js';
import type { Analysis } from '../decide/analyze.js';
import type { Rights } from '../decide/rights.js';
import { viewerFor } from '../decide/viewer-for.js';
import type { Clause } from '../rules/rule.js';
import type { MaybePromise } from './maybe-promise.js';
import { createTimeLimit } from './time-limit.js';

const POLICY_TIMEOUT_MILLISECONDS = 5000;

/** What is remembered while one operation runs, and no longer. */
export interface Operation {
  readonly viewer: Viewer | null | undefined;
  readonly rights: Rights;
  /** What is decided before anything runs: found out once. */
  beforeAll(analyze: () => Analysis): Analysis;
  /** True the first time it is called for this place of the operation. */
  isFirstAt(place: string): boolean;
  /** Decides what a type asks once for each of its objects. */
  oncePerObject(use: ObjectOfType, clause: Clause, decide: () => MaybePromise<boolean>): MaybePromise<boolean>;
  /** Decides what a policy with a key says once for each key. `scope` names the policy, and the type that it is asked about. */
  oncePerKey(scope: string, key: unknown, decide: () => MaybePromise<boolean>): MaybePromise<boolean>;
  /** True if the answer comes within 5 s and is `true`. */
  inTime(answer: Promise<unknown>): Promise<boolean>;
}

/** An object as one of the types that it is served as: each reads its fields in its own way. */
export interface ObjectOfType {
  readonly source: unknown;
  readonly type: GraphQLObjectType;
}

export interface OperationsOptions {
  readonly viewerOf: (context: unknown) => Viewer | null | undefined;
  readonly rightsOf: (viewer: Viewer | null | undefined) => Rights;
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Finds what is remembered of the operation that a resolver runs in. */
export type Operations = (context: unknown, info: GraphQLResolveInfo) => Operation;

/**
 * An operation is known by what its executor makes for it alone. With the document and the viewer that names it, even
 * if a host server passes variables on. Each event of a subscription is an operation of its own.
 */
export function createOperations({ viewerOf, rightsOf, onFailure, now }: OperationsOptions): Operations {
  const running = new WeakMap<object, RunningOperation>();
  return (context, info) => {
    const { operation: node } = info;
    const asked = viewerOf(context);
    const isEvent = node.operation === OperationTypeNode.SUBSCRIPTION;
    const run = isEvent ? eventOf(info) : info.variableValues;
    // A subscription has one root field, and an event begins with it.
    const begins = isEvent && info.path.prev === undefined;
    const known = begins ? undefined : running.get(run);
    if (known && known.asked === asked && known.node === node) return known.operation;
    const viewer = viewerFor(node.operation, asked, now());
    const operation = createOperation(viewer, rightsOf(viewer), onFailure);
    running.set(run, { asked, node, operation });
    return operation;
  };
}

/**
 * `@graphql-tools/executor`, and graphql-js 17, have the same variables for all events of a subscription; but where the
 * root field stands in the response is one object an event. graphql-jit makes that for each resolver, without the type,
 * and variables for each event.
 */
function eventOf({ path, variableValues }: GraphQLResolveInfo): object {
  let root = path;
  while (root.prev) root = root.prev;
  return 'typename' in root ? root : variableValues;
}

interface RunningOperation {
  readonly asked: Viewer | null | undefined;
  readonly node: OperationDefinitionNode;
  readonly operation: Operation;
}

function createOperation(
  viewer: Viewer | null | undefined,
  rights: Rights,
  onFailure: (error: unknown) => void,
): Operation {
  const byObject = new WeakMap<object, Map<GraphQLObjectType, Map<Clause, MaybePromise<boolean>>>>();
  const byKey = new Map<string, Map<unknown, MaybePromise<boolean>>>();
  const seen = new Set<string>();
  let analysis: Analysis | undefined;
  return {
    viewer,
    rights,
    beforeAll: (analyze) => {
      analysis ??= analyze();
      return analysis;
    },
    isFirstAt: (place) => {
      if (seen.has(place)) return false;
      seen.add(place);
      return true;
    },
    oncePerObject: ({ source, type }, clause, decide) => {
      if (!hasProperties(source)) return decide();
      const byType = byObject.get(source) ?? new Map<GraphQLObjectType, Map<Clause, MaybePromise<boolean>>>();
      byObject.set(source, byType);
      const decided = byType.get(type) ?? new Map<Clause, MaybePromise<boolean>>();
      byType.set(type, decided);
      return remember(decided, clause, decide);
    },
    oncePerKey: (scope, key, decide) => {
      const decided = byKey.get(scope) ?? new Map<unknown, MaybePromise<boolean>>();
      byKey.set(scope, decided);
      return remember(decided, key, decide);
    },
    inTime: createTimeLimit(POLICY_TIMEOUT_MILLISECONDS, onFailure),
  };
}

function remember<K>(
  decided: Map<K, MaybePromise<boolean>>,
  key: K,
  decide: () => MaybePromise<boolean>,
): MaybePromise<boolean> {
  const known = decided.get(key);
  if (known !== undefined) return known;
  const decision = decide();
  decided.set(key, decision);
  return decision;
}
