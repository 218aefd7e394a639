import { describe, expect, test } from '@jest/globals';
import { readLinkTemplate } from '../../src/cli/link-template.js';
import { StartupError } from '../../src/errors.js';

const LINE = { revision: 'abc', file: 'schema/a.graphql', line: 7 };

describe('a template of links', () => {
  test('gets the commit, the file and the line', () => {
    const { addressOf, asksForRevision } = readLinkTemplate(
      'https://git.example.com/x/{revision}/{file}?at={revision}#L{line}',
    );
    expect(asksForRevision).toBe(true);
    expect(addressOf(LINE)).toBe('https://git.example.com/x/abc/schema/a.graphql?at=abc#L7');
    expect(readLinkTemplate('HTTP://localhost:8080/{file}').asksForRevision).toBe(false);
  });

  test('takes no name of a file for more than a name', () => {
    const { addressOf } = readLinkTemplate('https://git.example.com/{file}#L{line}');
    const file = `a/"><script>?#{line}%2e/ü.graphql`;
    expect(addressOf({ ...LINE, file })).toBe(
      'https://git.example.com/a/%22%3E%3Cscript%3E%3F%23%7Bline%7D%252e/%C3%BC.graphql#L7',
    );
  });

  test.each([
    ['javascript:alert(1)//{file}'],
    ['JavaScript:alert(1)//{file}'],
    ['java\nscript:alert(1)//{file}'],
    [' javascript:alert(1)//{file}'],
    ['data:text/html,{file}'],
    ['//git.example.com/{file}'],
    ['{file}'],
    ['https://{file}'],
    ['https://{revision}.example.com/{file}'],
    ['https://git.example.com{file}'],
    ['https:///{file}'],
    ['https:\\\\x\\{file}'],
  ])('leads to one web page, or is refused: %j', (template) => {
    expect(() => readLinkTemplate(template)).toThrow(StartupError);
    expect(() => readLinkTemplate(template)).toThrow('--link: Write an https or http address, like https://');
  });

  test.each([
    ['https://x/{path}', 'Unknown placeholder {path}. Use {revision}, {file} and {line}.'],
    ['https://x/{}/{file}', 'Unknown placeholder {}. Use {revision}, {file} and {line}.'],
    ['https://x/{file', 'The braces do not match.'],
    ['https://x/{{file}}', 'The braces do not match.'],
    ['https://x/#L{line}', 'Without {file}, every line has the same address.'],
  ])('has no placeholder that is not known: %s', (template, problem) => {
    expect(() => readLinkTemplate(template)).toThrow(`--link: ${problem}`);
  });
});
