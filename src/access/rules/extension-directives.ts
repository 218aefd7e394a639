import { type ConstDirectiveNode, Kind, print } from 'graphql';
import { isObject } from '../../values/value-kinds.js';
import { OUR_DIRECTIVES } from './type-defs.js';
import { fieldNodes, isPlain, valueNode } from './value-node.js';

/** A directive of ours in `extensions.directives`. */
export interface ExtensionDirective {
  readonly name: string;
  /** An object, if it is in order. */
  readonly args: unknown;
}

/**
 * Our directives where code-first builders and graphql-tools keep those that stand in no SDL: `extensions.directives` is
 * `{ name: args }`, whose arguments may be a list of them, or `[{ name, args }]`.
 */
export function extensionDirectives(extensions: unknown): readonly ExtensionDirective[] {
  const directives = partOf(extensions, 'directives');
  if (Array.isArray(directives)) return directives.map(listed).filter(({ name }) => OUR_DIRECTIVES.includes(name));
  if (typeof directives === 'string') return extensionDirectives({ directives: [directives] });
  return OUR_DIRECTIVES.filter((name) => isObject(directives) && name in directives).flatMap((name) => {
    const uses = partOf(directives, name);
    return Array.isArray(uses) ? uses.map((args: unknown) => ({ name, args })) : { name, args: uses };
  });
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

function partOf(holder: unknown, key: string): unknown {
  return isObject(holder) ? Reflect.get(holder, key) : undefined;
}
