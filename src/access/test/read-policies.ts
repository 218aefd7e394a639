import type { AccessTable } from '../rules/compile.js';
import { Misreading } from './misreading.js';

/** What a policy answers: `name = true`, or `name = true for ann, bob`. */
export interface PolicyAnswer {
  readonly policy: string;
  readonly answer: boolean;
  /** Empty: whoever asks. */
  readonly viewers: readonly string[];
}

export function readPolicyAnswer(text: string, names: ReadonlySet<string>, viewers: ReadonlySet<string>): PolicyAnswer {
  const [, policy, answer, who = ''] = /^(\S+)\s*=\s*(true|false)(?:\s+for\s+(.+))?$/s.exec(text) ?? [];
  if (policy === undefined)
    throw new Misreading(`"${text}" is no policy. Write: isMember = true, or isMember = true for ann, bob`);
  if (!names.has(policy))
    throw new Misreading(
      `No rule asks the policy ${policy}. ${names.size > 0 ? `There is ${[...names].join(', ')}.` : 'The schema names none.'}`,
    );
  const named = who === '' ? [] : who.split(/\s*,\s*/).map((each) => each.trim());
  const unknown = named.find((each) => !viewers.has(each));
  if (unknown !== undefined)
    throw new Misreading(`There is no viewer ${unknown}. There are ${[...viewers].join(', ')}.`);
  return { policy, answer: answer === 'true', viewers: named };
}

/** What the rules of a schema name. */
export function policiesIn({ rules }: Pick<AccessTable, 'rules'>): ReadonlySet<string> {
  const conditions = [...rules.values()].flat().flatMap(({ anyOf }) => anyOf.flat());
  return new Set(conditions.flatMap((condition) => (condition.kind === 'policy' ? [condition.policy] : [])));
}
