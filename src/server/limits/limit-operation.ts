import type { ValidationRule } from 'graphql';
import type { OperationLimits } from '../config/limits.js';
import { excessOf, type RefuseOperation } from './excess.js';
import type { OperationFigures } from './operation-figures.js';

export interface LimitOperationOptions {
  readonly figures: Pick<OperationFigures, 'ofDocument'>;
  readonly limits: OperationLimits;
  readonly refuse: RefuseOperation;
}

/**
 * Refuses a document none of whose operations is within the limits that do not depend on the schema, before any other rule
 * looks at it. If one is, the one that is asked for is looked at before it runs. It needs `limitCost` before it.
 */
export function createLimitOperation({ figures, limits, refuse }: LimitOperationOptions): ValidationRule {
  return (context) => ({
    Document: {
      enter: (document) => {
        const all = figures.ofDocument(document).map((each) => excessOf(each, limits));
        const [first] = all;
        if (!first || all.includes(undefined)) return undefined;
        context.reportError(refuse(first));
        // Whatever rule comes next finds nothing to look at.
        return { ...document, definitions: [] };
      },
    },
  });
}
