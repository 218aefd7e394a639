import { defaultFieldResolver, type GraphQLSchema, parse, print } from 'graphql';
import { PortcullisError } from '../../errors.js';
import { findRoleEnum } from '../rules/definitions.js';
import { sdlField } from '../rules/subgraph.js';
import { withoutRules } from '../rules/without-rules.js';
import { whenThere } from './maybe-promise.js';

/** What a subgraph tells a router of itself has no rules in it. Changes the schema in place; another one is left as it is. */
export function publishWithoutRules(schema: GraphQLSchema): void {
  const field = sdlField(schema);
  if (!field) return;
  const resolve = field.resolve ?? defaultFieldResolver;
  const publish = rememberLast((sdl) => printWithoutRules(sdl, findRoleEnum(schema)?.name));
  field.resolve = (source, args, context, info) =>
    whenThere(resolve(source, args, context, info), (sdl: unknown) =>
      sdl === null || sdl === undefined ? sdl : publish(String(sdl)),
    );
}

function printWithoutRules(sdl: string, roleEnum: string | undefined): string {
  try {
    return print(withoutRules(parse(sdl, { noLocation: true }), roleEnum));
  } catch (cause) {
    throw new PortcullisError('INTERNAL_SERVER_ERROR', 'The SDL of this subgraph is not valid GraphQL.', {}, { cause });
  }
}

/** It is the same text each time, and long. */
function rememberLast(make: (text: string) => string): (text: string) => string {
  let last: { readonly text: string; readonly made: string } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, made: make(text) };
    return last.made;
  };
}
