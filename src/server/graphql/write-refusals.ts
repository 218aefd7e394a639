import type { GraphQLError } from 'graphql';
import { isRefusal } from '../../access/index.js';

/**
 * Errors as Apollo writes them if all of them are refusals of `@auth` at a path; else undefined. Nobody formats those
 * further, and there can be as many as fields: of those that differ from the one before in the path alone, only that is
 * written.
 */
export function writeRefusals(errors: readonly GraphQLError[]): string | undefined {
  let text = '';
  let around: Around | undefined;
  for (const error of errors) {
    if (!isRefusal(error) || !error.path) return undefined;
    if (!around || !isAlike(error, around.error)) around = aroundPath(error);
    text += `${text && ','}${around.before}${JSON.stringify(error.path)}${around.after}`;
  }
  return `[${text}]`;
}

/** What of an error is written around its path. */
interface Around {
  readonly error: GraphQLError;
  readonly before: string;
  readonly after: string;
}

function aroundPath(error: GraphQLError): Around {
  const { message, locations, extensions } = error;
  const where = locations ? `"locations":${JSON.stringify(locations)},` : '';
  return {
    error,
    before: `{"message":${JSON.stringify(message)},${where}"path":`,
    after: `,"extensions":${JSON.stringify(extensions)}}`,
  };
}

/** A refusal has nothing else than these, and its path. */
function isAlike(one: GraphQLError, other: GraphQLError): boolean {
  return (
    one.message === other.message &&
    one.nodes === other.nodes &&
    one.extensions.code === other.extensions.code &&
    one.extensions.reason === other.extensions.reason
  );
}
