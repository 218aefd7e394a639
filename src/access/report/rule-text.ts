import type { Condition } from '../rules/condition.js';
import type { Alternative, Clause, Rule } from '../rules/rule.js';
import { plain } from './plain.js';

/** A rule in a line: `role SUPPORT or owner id`. Empty for a rule that asks for nothing. */
export function ruleText(rule: Rule): string {
  const texts = rule.filter(({ anyOf }) => !anyOf.some(isSignedIn)).map(({ anyOf }) => anyOfText(anyOf));
  if (texts.length === 0) return rule.length > 0 ? 'signed in' : '';
  const unique = [...new Set(texts)];
  return unique.length === 1 ? unique.join() : unique.map((text) => inBrackets(text, ' or ')).join(' and ');
}

/** A clause in a line. */
export function clauseText(clause: Clause): string {
  return ruleText([clause]);
}

/** Every rule asks for that, so it is said only where nothing else is. */
function isSignedIn(alternative: Alternative): boolean {
  return alternative.length === 0;
}

function anyOfText(anyOf: readonly Alternative[]): string {
  const texts = anyOf.map((alternative) => alternative.map(conditionText).join(' and '));
  return texts.length === 1 ? texts.join() : texts.map((text) => inBrackets(text, ' and ')).join(' or ');
}

function inBrackets(text: string, word: string): string {
  return text.includes(word) ? `(${text})` : text;
}

function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'role':
      return `role ${condition.role}`;
    case 'scope':
      return `scope ${word(condition.scope)}`;
    case 'claim':
      return `claim ${word(condition.name)} ${valuesText(condition.values)}`;
    case 'claimArgument':
      return `claim ${word(condition.name)} is argument ${condition.path.join('.')}`;
    case 'claimField':
      return `claim ${word(condition.name)} is field ${condition.field}`;
    case 'owner':
      return `owner ${condition.field}`;
    case 'policy':
      return `policy ${word(condition.policy)}`;
  }
}

function valuesText(values: readonly string[]): string {
  const texts = values.map(quoted).join(', ');
  return values.length === 1 ? `is ${texts}` : `in [${texts}]`;
}

/** In quotes, if it could be taken for more than a name. */
function word(text: string): string {
  return /^[\w:./-]+$/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return plain(JSON.stringify(text));
}
