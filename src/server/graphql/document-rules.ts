import { OperationTypeNode, type ValidationRule } from 'graphql';
import { limitCost } from '../limits/limit-cost.js';
import { limitError } from '../limits/limit-error.js';
import { limitIntrospection } from '../limits/limit-introspection.js';

/** Over plain HTTP a subscription would be run as if it were a query. */
const noSubscriptions: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (node.operation !== OperationTypeNode.SUBSCRIPTION) return;
    context.reportError(limitError('Subscriptions are not supported yet.', node));
  },
});

/** What is asked of every document, beside what GraphQL asks. The first guards the rest. */
export const documentRules: readonly [ValidationRule, ...ValidationRule[]] = [
  limitCost,
  limitIntrospection,
  noSubscriptions,
];
