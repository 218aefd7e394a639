import type { ExecutionRequest, Executor } from '../../execution/index.js';
import type { Limits } from '../config/limits.js';
import { excessOf, type RefuseOperation } from '../limits/excess.js';
import type { Excess } from '../limits/limit-error.js';
import { addFigures, type Figures, type OperationFigures } from '../limits/operation-figures.js';
import { usageOf } from './context.js';

export interface LimitCheckOptions {
  readonly limits: Limits;
  readonly figures: OperationFigures;
  readonly refuse: RefuseOperation;
  /** Is told what each operation costs. */
  readonly onCost: ((cost: number) => void) | undefined;
  /** Is told of each operation, where limits are measured, and of what it would be refused for. */
  readonly onMeasured: (request: ExecutionRequest, figures: Figures, excess: Excess | undefined) => void;
}

/**
 * An executor that runs nothing above its limits; or all of it, and tells how much it is. The operations of a batch have
 * them together: one that would take the sum above them is not run.
 */
export function withLimitCheck(
  execute: Executor,
  { limits, figures, refuse, onCost, onMeasured }: LimitCheckOptions,
): Executor {
  if (limits.mode === 'off') return execute;
  const isEnforced = limits.mode === 'enforce';
  return (request) => {
    const own = figures.of(request.document, request.operationName, request.variableValues);
    // Without an operation there is an error, which the executor tells.
    if (!own) return execute(request);
    onCost?.(own.cost);
    const usage = usageOf(request.contextValue);
    const measured = usage?.figures ? addFigures(usage.figures, own) : own;
    const excess = excessOf(measured, limits.operation);
    if (!isEnforced) onMeasured(request, measured, excess);
    else if (excess) return { errors: [refuse(excess)] };
    if (usage?.figures) usage.figures = measured;
    return execute(request);
  };
}
