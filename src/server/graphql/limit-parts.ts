import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema, ValidationRule } from 'graphql';
import type { Executor } from '../../execution/index.js';
import type { Log } from '../../module/index.js';
import type { ServerConfig } from '../config/config.js';
import type { TellViewer } from '../http/told-viewer.js';
import { createRefuseOperation } from '../limits/excess.js';
import { createLimitOperation } from '../limits/limit-operation.js';
import { createOperationFigures, type OperationFigures } from '../limits/operation-figures.js';
import { withLimitCheck } from './check-limits.js';
import type { ServerContext } from './context.js';
import type { DocumentHash } from './document-hash.js';
import { createLimitLog } from './limit-log.js';
import { createLimitPlugin } from './limit-plugin.js';

/** Where the limits on operations are looked at. */
export interface LimitParts {
  readonly figures: OperationFigures;
  readonly rules: readonly ValidationRule[];
  readonly plugin: ApolloServerPlugin<ServerContext>;
  around(execute: Executor): Executor;
  stop(): Promise<void>;
}

export interface LimitPartsOptions {
  readonly schema: GraphQLSchema;
  readonly config: Pick<ServerConfig, 'limits' | 'isProduction'>;
  readonly log: Log;
  readonly hashOf: DocumentHash;
  readonly tellViewer: TellViewer;
  /** Undefined where nothing is counted. */
  readonly metrics: LimitMetrics | undefined;
}

/** What is counted of operations and their limits. */
export interface LimitMetrics {
  readonly cost: (cost: number) => void;
  /** The limits that one operation is above. */
  readonly above: (limits: readonly string[]) => void;
}

export function createLimitParts({
  schema,
  config: { limits, isProduction },
  log,
  hashOf,
  tellViewer,
  metrics,
}: LimitPartsOptions): LimitParts {
  const { operation } = limits;
  const figures = createOperationFigures(schema, limits.listSize);
  const refuse = createRefuseOperation({ limits: operation, tellsFigures: !isProduction });
  const limitLog = createLimitLog({ log, onAbove: metrics?.above });
  return Object.freeze({
    figures,
    rules: limits.mode === 'enforce' ? [createLimitOperation({ figures, limits: operation, refuse })] : [],
    plugin: createLimitPlugin({ refuse, maxTokens: operation.tokens, log: limitLog, tellViewer }),
    around: (execute: Executor) =>
      withLimitCheck(execute, {
        limits,
        figures,
        refuse,
        onCost: metrics?.cost,
        onMeasured: ({ document, operationName }, measured, excess) =>
          limitLog.measured({ name: operationName, document: hashOf(document), figures: measured, excess }),
      }),
    stop: limitLog.stop,
  });
}
