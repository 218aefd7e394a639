import { expect, test } from '@jest/globals';
import { StartupError } from '../../src/errors.js';
import { fromError, fromLine } from '../../src/toolkit/findings.js';

test.each([
  ['PORT: Write a number.', 'PORT: Write a number.', null],
  ['Port 1 is in use. Stop it, or set PORT.', 'Port 1 is in use.', 'Stop it, or set PORT.'],
  ['It is 127.0.0.1. See. Then go.', 'It is 127.0.0.1.', 'See. Then go.'],
])('the first sentence of %j says what is wrong, and the others how to fix it', (line, message, mend) => {
  expect(fromLine('error', line)).toEqual({ level: 'error', message, mend });
});

test('what an error says: each problem of a start, else its message', () => {
  expect(fromError(new StartupError(['A is wrong. Set A.', 'B: Write B.']))).toEqual([
    { level: 'error', message: 'A is wrong.', mend: 'Set A.' },
    { level: 'error', message: 'B: Write B.', mend: null },
  ]);
  expect(fromError(new Error('Broken. Badly.'))).toEqual([{ level: 'error', message: 'Broken. Badly.', mend: null }]);
  expect(fromError('text')).toEqual([{ level: 'error', message: 'text', mend: null }]);
});
