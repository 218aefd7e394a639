import type { ASTNode, GraphQLSchema } from 'graphql';
import { isObject } from '../../values/value-kinds.js';
import { elementsOf } from '../schema/schema-elements.js';
import type { Mistakes } from './mistakes.js';
import { OUR_DIRECTIVES } from './type-defs.js';

/**
 * Finds our directives in `extensions.directives`, where graphql-tools and code-first builders keep those that stand in
 * no SDL. Rules are read from the AST, so one that is there alone would not hold.
 */
export function checkExtensionDirectives(schema: GraphQLSchema, mistakes: Mistakes): void {
  for (const { coordinate, extensions, nodes } of elementsOf(schema)) {
    const noted = directivesIn(extensions);
    for (const directive of OUR_DIRECTIVES) {
      if (count(noted, directive) <= count(writtenOn(nodes), directive)) continue;
      mistakes.add(
        coordinate,
        nodes[0],
        `@${directive} stands in its extensions, where it is not read.`,
        'Write it in the SDL, or give the element an astNode that has it.',
      );
    }
  }
}

/** The names in `[{ name, args }]` and in `{ name: args }`, whose arguments may be a list of them. */
function directivesIn(extensions: unknown): readonly unknown[] {
  const directives = partOf(extensions, 'directives');
  if (Array.isArray(directives)) return directives.map((directive: unknown) => partOf(directive, 'name'));
  if (!isObject(directives)) return [];
  return Object.entries(directives).flatMap(([name, args]) => (Array.isArray(args) ? args.map(() => name) : name));
}

function partOf(holder: unknown, key: string): unknown {
  return isObject(holder) ? Reflect.get(holder, key) : undefined;
}

function writtenOn(nodes: readonly ASTNode[]): readonly string[] {
  return nodes.flatMap((node) =>
    'directives' in node && node.directives ? node.directives.map(({ name }) => name.value) : [],
  );
}

function count(names: readonly unknown[], name: string): number {
  return names.filter((each) => each === name).length;
}
