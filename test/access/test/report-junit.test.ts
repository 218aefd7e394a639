import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { reportJunit } from '../../../src/access/test/index.js';
import { runFile } from './run-file.js';

const NASTY = ']]> <![CDATA[ <x a="1"> & &amp; \u0000\u0008\u001b[31m \ud800 \ufffe \u202e é 😀';

const NOT_IN_XML = ['\u0000', '\u0008', '\u001b', '\ud800', '\ufffe'];

/** What a parser of XML makes of it: Python has one in its library. */
function parsed(xml: string): unknown {
  const script = `
import sys, json, xml.etree.ElementTree as E
tell = lambda e: [e.tag, dict(e.attrib), (e.text or '').strip(), [tell(c) for c in e]]
print(json.dumps(tell(E.fromstring(sys.stdin.buffer.read()))))`;
  const { stdout, stderr } = spawnSync('python3', ['-c', script], { input: xml, encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test('it is well-formed XML whatever stands in a name or an answer, and says all of it', async () => {
  const { result, rules } = await runFile(
    'type Query { a(text: String): String @auth }',
    `tests A ${JSON.stringify('t')}\n  USER { a(text: "]]> <b> & x") } -> { a: "other ]]>" }\n  USER { a } -> allowed`,
  );
  const [first, second] = result.results;
  if (!first || !second) throw new Error('Two tests ran.');
  const nasty = {
    ...result,
    file: NASTY,
    results: [{ test: { ...first.test, title: NASTY }, differences: [NASTY, `${NASTY}\nmore`] }, second],
  };
  const stopped = { file: 'y.access', setupProblem: NASTY, results: [] };
  const root = parsed(reportJunit({ files: [nasty, stopped], rules }));
  const safe = [...NASTY].map((each) => (NOT_IN_XML.includes(each) ? '\ufffd' : each)).join('');
  expect(root).toEqual([
    'testsuites',
    { name: 'portcullis access test', tests: '4', failures: '3' },
    '',
    [
      [
        'testsuite',
        { name: safe, tests: '2', failures: '1' },
        '',
        [
          [
            'testcase',
            { name: 'USER { a(text: "]]> <b> & x") }', classname: `${safe} ${safe}` },
            '',
            [['failure', { message: safe }, `${safe}:2\n${safe}\n${safe}\nmore`, []]],
          ],
          ['testcase', { name: 'USER { a }', classname: `${safe} A "t"` }, '', []],
        ],
      ],
      [
        'testsuite',
        { name: 'y.access', tests: '1', failures: '1' },
        '',
        [['testcase', { name: 'setup', classname: 'y.access' }, '', [['failure', { message: safe }, safe, []]]]],
      ],
      [
        'testsuite',
        { name: 'coverage', tests: '1', failures: '1' },
        '',
        [
          [
            'testcase',
            { name: 'Query.a: signed in', classname: 'coverage' },
            '',
            [['failure', { message: 'no test denies it' }, expect.stringMatching(/:1\nno test denies it$/), []]],
          ],
        ],
      ],
    ],
  ]);
});
