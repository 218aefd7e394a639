import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import type { ExplainInput } from '../../access/report/index.js';
import { coerceVariables, type Misfit } from '../../values/coerce-variables.js';
import type { ServerConfig } from '../config/config.js';
import { documentProblem } from '../graphql/document-problem.js';
import { documentRules } from '../graphql/document-rules.js';
import { saysTooManyTokens, tokensAbove } from '../graphql/limit-plugin.js';
import { createRefuseOperation, excessOf, type RefuseOperation } from '../limits/excess.js';
import { createLimitOperation } from '../limits/limit-operation.js';
import { createOperationFigures } from '../limits/operation-figures.js';
import type { Tried } from './tried.js';

const MAX_ERRORS = 10;

const [guard, ...others] = documentRules;

/**
 * Reads an operation as the server does that would run it: with the same limits, in the same order, so that to look at one
 * is no dearer. What is returned throws a `GraphQLError` for what the server would not run.
 */
export function createReadOperation(
  schema: GraphQLSchema,
  { limits, isProduction }: Pick<ServerConfig, 'limits' | 'isProduction'>,
): (tried: Tried) => Omit<ExplainInput, 'viewer'> {
  const figures = createOperationFigures(schema, limits.listSize);
  const refuse = createRefuseOperation({ limits: limits.operation, tellsFigures: !isProduction });
  const isEnforced = limits.mode === 'enforce';
  const limitRules: readonly ValidationRule[] = isEnforced
    ? [createLimitOperation({ figures, limits: limits.operation, refuse })]
    : [];
  const rules = [guard, ...limitRules, ...others, ...specifiedRules];
  return ({ query, variables, operationName }) => {
    const problem = documentProblem(query);
    if (problem) throw new GraphQLError(problem);
    const document = parseWithin(query, limits.operation.tokens, refuse);
    const [error] = validate(schema, document, rules, { maxErrors: MAX_ERRORS });
    if (error) throw error;
    const operation = getOperationAST(document, operationName);
    if (!operation)
      throw new GraphQLError(operationName ? 'There is no operation of this name.' : 'Say which operation is meant.');
    const excess = excessOf(figures.of(document, operationName, variables) ?? {}, limits.operation);
    if (isEnforced && excess) throw refuse(excess);
    const sent = coerceVariables(schema, operation.variableDefinitions ?? [], variables);
    if ('misfits' in sent) throw misfitError(sent.misfits);
    return { document, operation, variables: sent.values };
  };
}

function parseWithin(query: string, maxTokens: number, refuse: RefuseOperation): DocumentNode {
  try {
    return parse(query, { maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError && saysTooManyTokens(error.message)) throw refuse(tokensAbove(maxTokens));
    throw error;
  }
}

/** What was sent is not repeated. */
function misfitError(misfits: readonly Misfit[]): GraphQLError {
  const names = new Set(misfits.map(({ definition }) => `$${definition.variable.name.value}`));
  return new GraphQLError(`What was sent does not fit ${[...names].join(', ')}.`);
}
