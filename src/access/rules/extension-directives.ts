import { type ConstDirectiveNode, Kind, print } from 'graphql';
import { isObject } from '../../values/value-kinds.js';
import { OUR_DIRECTIVES } from './type-defs.js';
import { fieldNodes, isPlain, valueNode } from './value-node.js';

/** A directive in `extensions.directives`. */
export interface ExtensionDirective {
  readonly name: string;
  /** An object, if it is in order. */
  readonly args: unknown;
}

/**
 * The directives that code-first builders and graphql-tools keep where no SDL has them: `extensions.directives` is
 * `{ name: args }`, whose arguments may be a list of them, or `[{ name, args }]`.
 */
export function allExtensionDirectives(extensions: unknown): readonly ExtensionDirective[] {
  const directives = partOf(extensions, 'directives');
  if (Array.isArray(directives)) return directives.map(listed);
  if (typeof directives === 'string') return [listed(directives)];
  return namesIn(directives).flatMap((name) => {
    const uses = partOf(directives, name);
    return Array.isArray(uses) ? uses.map((args: unknown) => ({ name, args })) : { name, args: uses };
  });
}

/** Those that are ours. */
export function extensionDirectives(extensions: unknown): readonly ExtensionDirective[] {
  return allExtensionDirectives(extensions).filter(({ name }) => OUR_DIRECTIVES.includes(name));
}

/** As SDL would have it, but that it has no place in a file: so all are read and checked alike. */
export function directiveNode({ name, args }: ExtensionDirective): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: isPlain(args) ? fieldNodes(args).map((field) => ({ ...field, kind: Kind.ARGUMENT })) : [],
  };
}

/** Why a directive cannot be read; undefined if it can. */
export function argumentsProblem({ name, args }: ExtensionDirective): string | undefined {
  if (isPlain(args) && (name !== 'public' || fieldNodes(args).length === 0)) return undefined;
  return `The arguments of @${name} are ${print(valueNode(args))}.`;
}

function listed(item: unknown): ExtensionDirective {
  // SDL in a text is no part of the convention, and means something all the same.
  if (typeof item === 'string') return { name: /^@?(\w*)/.exec(item)?.[1] ?? '', args: item };
  return { name: String(partOf(item, 'name')), args: isObject(item) && 'args' in item ? item.args : {} };
}

/** Inherited ones too, as far as they are ours. */
function namesIn(directives: unknown): readonly string[] {
  if (!isObject(directives)) return [];
  return [...new Set([...OUR_DIRECTIVES.filter((name) => name in directives), ...Object.keys(directives)])];
}

function partOf(holder: unknown, key: string): unknown {
  return isObject(holder) ? Reflect.get(holder, key) : undefined;
}
