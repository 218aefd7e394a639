import { type DocumentNode, Kind, print } from 'graphql';

/** An argument that is so in no other definition under the name. */
const OURS = { cost: ['weight', 'String!'], limit: ['per', 'LimitWindow!'] } as const;

/**
 * Which of `@cost` and `@limit` a document defines as a server of ours does, for itself. The `@cost` of a federation is
 * another one, with whole numbers, and no supergraph has both.
 */
export function serverDirectives({ definitions }: DocumentNode): readonly string[] {
  return definitions.flatMap((node) => {
    if (node.kind !== Kind.DIRECTIVE_DEFINITION) return [];
    const entry = Object.entries(OURS).find(([name]) => name === node.name.value);
    if (!entry) return [];
    const [name, [argument, type]] = entry;
    return node.arguments?.some((arg) => arg.name.value === argument && print(arg.type) === type) ? [name] : [];
  });
}

/** The enum that `@limit` takes. */
export const LIMIT_WINDOW = 'LimitWindow';
