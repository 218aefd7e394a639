import { describe, expect, test } from '@jest/globals';
import { corsOriginsVariable, DEVELOPMENT_ORIGINS, NO_ORIGINS } from '../../../src/server/config/cors-origins.js';

const HOW = 'Write origins separated by commas (https://app.example.com, https://*.example.com), or a single *.';

describe('CORS_ORIGINS', () => {
  test.each([
    [
      'https://app.example.com, http://localhost:3000',
      ['https://app.example.com', 'http://localhost:3000'],
      [
        'http://app.example.com',
        'https://app.example.com:444',
        'https://appXexample.com',
        'https://app.example.com.evil.com',
        'https://evil.com/https://app.example.com',
        'https://App.example.com',
        'http://localhost:30001',
        'null',
        '',
      ],
    ],
    [
      'https://*.example.com',
      ['https://a.example.com', 'https://a-1.example.com'],
      [
        'https://example.com',
        'https://a.b.example.com',
        'https://.example.com',
        'https://evil.com#.example.com',
        'https://evil.com/.example.com',
        'https://evil.com:1.example.com',
        'https://evil@a.example.com',
        'https://a.example.com\n',
        'https://a_example.com',
      ],
    ],
    ['https://*.example.com:8443', ['https://a.example.com:8443'], ['https://a.example.com']],
    ['*', ['https://any.example', 'null'], []],
  ])('%s', (text, inside, outside) => {
    const { allows } = corsOriginsVariable.parse(text);
    expect(inside.filter((origin) => !allows(origin))).toEqual([]);
    expect(outside.filter(allows)).toEqual([]);
  });

  test.each([
    ['*, https://a.com', `"*" means every origin, so it must be the only one. ${HOW}`],
    ['null', `"null" is the origin of every sandboxed frame and every local file. ${HOW}`],
    ['app.example.com', `"app.example.com" is not an origin. ${HOW}`],
    ['ftp://app.example.com', `"ftp://app.example.com" is not an origin. ${HOW}`],
    ['https://', `"https://" is not an origin. ${HOW}`],
    ['https://a.com,', `"" is not an origin. ${HOW}`],
    ['https://*', `"https://*": An asterisk can only replace the whole first label. ${HOW}`],
    ['https://a*.example.com', `"https://a*.example.com": An asterisk can only replace the whole first label. ${HOW}`],
    [
      'https://*.*.example.com',
      `"https://*.*.example.com": An asterisk can only replace the whole first label. ${HOW}`,
    ],
    ['https://*.com', `"https://*.com" covers more than one organization. ${HOW}`],
    [
      'https://a.com/',
      '"https://a.com/" is not an origin: an origin has no path and no default port. Write https://a.com.',
    ],
    [
      'https://*.a.com:443',
      '"https://*.a.com:443" is not an origin: an origin has no path and no default port. Write https://*.a.com.',
    ],
    [
      'https://A.com',
      '"https://A.com" is not an origin: an origin has no path and no default port. Write https://a.com.',
    ],
  ])('is refused if it is %s', (text, problem) => {
    expect(corsOriginsVariable.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([problem]);
  });
});

test('development has the pages of this machine, and Apollo Sandbox', () => {
  const { allows } = DEVELOPMENT_ORIGINS;
  const inside = ['http://localhost:5173', 'https://localhost', 'http://127.0.0.1:80', 'http://[::1]:3000'];
  expect([...inside, 'https://studio.apollographql.com'].filter((origin) => !allows(origin))).toEqual([]);
  const outside = ['http://localhost.evil.com', 'http://127.0.0.2', 'http://localhost:1@evil.com', 'null'];
  expect(outside.filter(allows)).toEqual([]);
});

test('without any, no page has them', () => {
  expect(NO_ORIGINS.allows('http://localhost')).toBe(false);
});
