import { type GraphQLError, print } from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { printPathArray } from 'graphql/jsutils/printPathArray.js';
import type { Misfit } from '../values/coerce-variables.js';
import { isObject } from '../values/value-kinds.js';
import { errorAt } from './located-error.js';

const MAX_TOLD_CHARACTERS = 1000;
const LARGE = '[a large value]';

/**
 * The errors that `getVariableValues` of graphql-js makes of misfits. That one counts lines for each, and repeats a value
 * of a million characters in fifty messages: here a value of more than 1,000 characters is not repeated.
 */
export function variableErrors(misfits: readonly [Misfit, ...Misfit[]]): readonly GraphQLError[] {
  const tell = createTell();
  return misfits.map((misfit) => {
    const { definition } = misfit;
    const written = `Variable "$${definition.variable.name.value}" ${problemOf(misfit, tell)}`;
    if (misfit.problem === 'invalid') return errorAt(written, [definition], misfit.reason);
    return errorAt(written, [misfit.problem === 'no input type' ? definition.type : definition]);
  });
}

type Tell = (value: unknown) => string;

function problemOf(misfit: Misfit, tell: Tell): string {
  if (misfit.problem === 'no input type')
    return `expected value of type "${print(misfit.definition.type)}" which cannot be used as an input type.`;
  if (misfit.problem === 'not provided') return `of required type "${misfit.type}" was not provided.`;
  if (misfit.problem === 'null') return `of non-null type "${misfit.type}" must not be null.`;
  const { definition, path, value, reason } = misfit;
  const place = path.length > 0 ? ` at "${definition.variable.name.value}${printPathArray(path)}"` : '';
  return `got invalid value ${tell(value)}${place}; ${reason.message}`;
}

/** Repeats a value in a message. Many errors can be about the same. */
function createTell(): Tell {
  let last: { readonly value: unknown; readonly text: string } | undefined;
  return (value) => {
    if (!last || last.value !== value) last = { value, text: isSmall(value) ? inspect(value) : LARGE };
    return last.text;
  };
}

function isSmall(value: unknown): boolean {
  let left = MAX_TOLD_CHARACTERS;
  const fits = (part: unknown): boolean => {
    left -= typeof part === 'string' ? part.length : 1;
    if (left < 0) return false;
    if (!isObject(part)) return true;
    if (Array.isArray(part)) return part.every(fits);
    for (const key in part) {
      left -= key.length;
      if (!fits(Reflect.get(part, key))) return false;
    }
    return true;
  };
  return fits(value);
}
