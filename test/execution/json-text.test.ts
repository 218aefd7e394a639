import { expect, test } from '@jest/globals';
import { JsonText } from '../../src/execution/index.js';

const json = '{"a":["é",null]}';

test.each([
  ['a string', json],
  ['bytes', Buffer.from(json)],
])('a JSON text of %s is its value for whoever does not know it', (_of, text) => {
  expect(JSON.stringify({ data: new JsonText(text) })).toBe(`{"data":${json}}`);
});

test.each([
  ['a string', json],
  ['bytes', Buffer.from(json)],
])('a JSON text of %s is put between others', (_of, text) => {
  expect(Buffer.from(new JsonText(text).between('{"é":', '}\n')).toString()).toBe(`{"é":${json}}\n`);
});
