import type { Requirement } from '../../../requirement.js';
import type { Condition } from '../../rules/condition.js';
import type { Rule } from '../../rules/rule.js';
import type { Formulas } from './formula.js';
import type { SentText } from './sent-text.js';

export interface RuleOptions {
  readonly formulas: Formulas;
  /** The type that the rule's object has. */
  readonly type: string;
  /** What is sent for a path; `unknown` if that cannot be told, by anybody but the server. */
  readonly sentAt: (path: readonly string[]) => SentText | 'unknown';
}

/** What a rule asks for. */
export function ruleRequirement(rule: Rule, options: RuleOptions): Requirement {
  const { all, any } = options.formulas;
  return all(
    rule.map(({ anyOf }) =>
      any(
        anyOf.map((alternative) => {
          return all(['signedIn', ...alternative.map((condition) => conditionRequirement(condition, options))]);
        }),
      ),
    ),
  );
}

function conditionRequirement(condition: Condition, { type, sentAt }: RuleOptions): Requirement {
  switch (condition.kind) {
    case 'role':
      return { role: condition.role };
    case 'scope':
      return { scope: condition.scope };
    case 'claim':
      return { claim: condition.name, in: condition.values };
    case 'claimArgument':
      return argumentRequirement(condition.name, condition.path, sentAt(condition.path));
    case 'claimField':
      return { claim: condition.name, field: `${type}.${condition.field}` };
    case 'owner':
      return { owner: `${type}.${condition.field}` };
    case 'policy':
      return { policy: condition.policy };
  }
}

function argumentRequirement(claim: string, path: readonly string[], sent: SentText | 'unknown'): Requirement {
  if (typeof sent === 'string') return { claim, field: path.join('.') };
  if ('variable' in sent) {
    return { claim, variable: sent.variable, ...(sent.default !== undefined && { default: sent.default }) };
  }
  return sent.text !== undefined && { claim, in: [sent.text] };
}
