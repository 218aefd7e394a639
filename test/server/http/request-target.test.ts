import { expect, test } from '@jest/globals';
import { readTarget } from '../../../src/server/http/request-target.js';

test.each([
  ['/graphql', '/graphql', ''],
  ['/graphql?query=x', '/graphql', '?query=x'],
  ['/graphql?a?b', '/graphql', '?a?b'],
  ['/', '/', ''],
  ['//graphql', '//graphql', ''],
  ['//graphql?http://a', '//graphql', '?http://a'],
  ['/http://a/graphql', '/http://a/graphql', ''],
  ['http://api.example.com/graphql', '/graphql', ''],
  ['HTTPS://api.example.com:8443/graphql?query=http://b/c', '/graphql', '?query=http://b/c'],
  ['http://user@[::1]:4000/graphql', '/graphql', ''],
  ['http://api.example.com', '/', ''],
  ['http://api.example.com?query=/x', '/', '?query=/x'],
  ['http:///graphql', '/graphql', ''],
  ['http://api.example.com//graphql', '//graphql', ''],
  ['*', '*', ''],
  ['', '', ''],
  ['ftp://api.example.com/graphql', 'ftp://api.example.com/graphql', ''],
  ['http:/graphql', 'http:/graphql', ''],
])('%s asks for the path %s and the query %s', (target, path, search) => {
  expect(readTarget(target)).toEqual({ path, search });
});
