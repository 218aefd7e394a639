import type { ASTNode } from 'graphql';
import { StartupError } from '../../errors.js';

/** `file:line` of a node; empty if the SDL was parsed without locations. */
export function locationOf(node: ASTNode | null | undefined): string {
  const loc = node?.loc;
  return loc?.source && loc.startToken ? `${loc.source.name}:${loc.startToken.line}` : '';
}

/** Gathers every mistake of a schema, so that all are told at once. */
export interface Mistakes {
  /** `mend` is a sentence that says what to write instead. */
  add(coordinate: string, node: ASTNode | null | undefined, problem: string, mend: string): void;
  /** Throws a `StartupError` with one line a mistake, if there is any. */
  throwIfAny(): void;
}

export function collectMistakes(): Mistakes {
  const lines: string[] = [];
  return {
    add: (coordinate, node, problem, mend) => {
      lines.push([locationOf(node), `${coordinate}: ${problem} ${mend}`].filter(Boolean).join(' '));
    },
    throwIfAny: () => {
      if (lines.length > 0) throw new StartupError(lines);
    },
  };
}
