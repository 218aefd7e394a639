import { readFileSync } from 'node:fs';

/** A fenced block of a Markdown file. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** Of its first line, in the file. */
  readonly line: number;
}

export function readCodeBlocks(file: string): readonly CodeBlock[] {
  const markdown = readFileSync(file, 'utf8');
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(({ 1: language = '', 2: text = '', index }) => ({
    language,
    text,
    line: markdown.slice(0, index).split('\n').length + 1,
  }));
}
