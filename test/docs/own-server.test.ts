import { expect, test } from '@jest/globals';
import { readCodeBlocks } from '../support/code-blocks.js';
import { typeErrorsOf } from './type-check.js';

test.each([
  ['docs/embedding.md', 3],
  ['docs/project.md', 2],
  ['docs/own-server.md', 5],
  ['docs/relay.md', 3],
])(
  'what %s shows is right for the compiler',
  (file, count) => {
    const blocks = readCodeBlocks(file).filter(({ language }) => language === 'ts');
    expect(typeErrorsOf(blocks)).toEqual([]);
    expect(blocks).toHaveLength(count);
  },
  120_000,
);
