import { describe, expect, test } from '@jest/globals';
import { wantsPage } from '../../../src/server/explorer/wants-page.js';

describe('a page is for whoever would rather have one', () => {
  test.each([
    ['Chromium', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'],
    ['Firefox', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
    ['a script that says so', 'text/html'],
    ['in capitals', 'TEXT/HTML; Charset=utf-8'],
    ['rather than JSON', 'application/json;q=0.5, text/html;q=0.6'],
    ['first of two that are as good', 'text/html, application/json'],
  ])('%s', (_name, accept) => {
    expect(wantsPage(accept)).toBe(true);
  });

  test.each([
    ['nothing is said', undefined],
    ['nothing is said, at length', ''],
    ['curl and fetch', '*/*'],
    ['a client', 'application/graphql-response+json, application/json;q=0.9'],
    ['Apollo Client', 'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9'],
    ['any text', 'text/*'],
    ['XHTML', 'application/xhtml+xml'],
    ['rather JSON', 'application/json, text/html;q=0.9'],
    ['JSON first', 'application/json, text/html'],
    ['JSON of GraphQL first', 'application/graphql-response+json, text/html'],
    ['no page at all', 'text/html;q=0, */*'],
    ['a quality that is none', 'text/html;q=2, application/json;q=0.1'],
    ['a type that is only like it', 'text/htmlx'],
  ])('not if %s', (_name, accept) => {
    expect(wantsPage(accept)).toBe(false);
  });
});
