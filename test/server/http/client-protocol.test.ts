import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { trustedProxiesVariable } from '../../../src/server/config/trusted-proxies.js';
import { createIsSecure } from '../../../src/server/http/client-protocol.js';

const PROXY = '10.0.0.1';
const CLIENT = '203.0.113.9';

interface Connection {
  readonly remote?: string;
  readonly proxies?: string;
  readonly isTls?: boolean;
}

/** Whether a request counts as one over https. */
function isSecure(
  headers: Readonly<Record<string, string>>,
  { remote = PROXY, proxies = '10.0.0.0/8', isTls = false }: Connection = {},
): boolean {
  const socket = isTls ? new TLSSocket(new Socket()) : new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remote });
  const message = new IncomingMessage(socket);
  message.headers = headers;
  socket.destroy();
  return createIsSecure(trustedProxiesVariable.parse(proxies))(message);
}

describe('without a word of a proxy', () => {
  test('it is as the connection is', () => {
    expect(isSecure({}, { isTls: true })).toBe(true);
    expect(isSecure({})).toBe(false);
    expect(isSecure({ forwarded: `for=${CLIENT}` }, { isTls: true })).toBe(true);
  });

  test('a client cannot say it of itself', () => {
    const stranger = { remote: CLIENT };
    expect(isSecure({ 'x-forwarded-proto': 'https' }, stranger)).toBe(false);
    expect(isSecure({ forwarded: 'proto=https' }, stranger)).toBe(false);
    expect(isSecure({ 'x-forwarded-proto': 'http' }, { ...stranger, isTls: true })).toBe(true);
  });
});

describe('behind a trusted proxy', () => {
  test.each<[Record<string, string>, boolean]>([
    [{ 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'https' }, true],
    [{ 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'http' }, false],
    [{ 'x-forwarded-for': CLIENT }, false],
    [{ 'x-forwarded-proto': 'HTTPS' }, true],
    [{ 'x-forwarded-proto': 'on' }, false],
    [{ forwarded: `for=${CLIENT};proto=https` }, true],
    [{ forwarded: `PROTO="HTTPS";for=${CLIENT}` }, true],
    [{ forwarded: `for=${CLIENT};proto=http` }, false],
    [{ forwarded: 'for=unknown;proto=https' }, true],
    [{ forwarded: `host="a;proto=https";for=${CLIENT}` }, false],
    [{ 'x-forwarded-protocol': 'https', 'x-forwarded-ssl': 'on', 'front-end-https': 'on' }, false],
  ])('its word counts: %j', (headers, secure) => {
    expect(isSecure(headers)).toBe(secure);
  });

  test('also where it speaks https itself', () => {
    expect(isSecure({ 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'http' }, { isTls: true })).toBe(false);
  });

  test.each<[Record<string, string>, boolean]>([
    // What the client wrote stands before what the proxies wrote.
    [{ 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'https, http' }, false],
    [{ 'x-forwarded-for': `192.0.2.1, ${CLIENT}`, 'x-forwarded-proto': 'https, http' }, false],
    [{ forwarded: `for=192.0.2.1;proto=https, for=${CLIENT};proto=http` }, false],
    [{ forwarded: `for=192.0.2.1;proto=https, for=${CLIENT}` }, false],
    [{ forwarded: `for=192.0.2.1;proto=https, for=unknown` }, false],
    // Two proxies, and the connection between them is another than the client's.
    [{ 'x-forwarded-for': `${CLIENT}, 10.0.0.2`, 'x-forwarded-proto': 'https, http' }, true],
    [{ 'x-forwarded-for': `${CLIENT}, 10.0.0.2`, 'x-forwarded-proto': 'http, https' }, false],
    [{ 'x-forwarded-for': `192.0.2.1, ${CLIENT}, 10.0.0.2`, 'x-forwarded-proto': 'http, https, http' }, true],
    [{ 'x-forwarded-for': `${CLIENT}, 10.0.0.2`, 'x-forwarded-proto': 'https' }, true],
    [{ 'x-forwarded-for': `${CLIENT}, 10.0.0.3, 10.0.0.2`, 'x-forwarded-proto': 'https, https' }, false],
    [{ forwarded: `for=${CLIENT};proto=https, for=10.0.0.2;proto=http` }, true],
    [{ forwarded: `for=${CLIENT};proto=http, for=10.0.0.2;proto=https` }, false],
  ])('that of the connection whose address counts: %j', (headers, secure) => {
    expect(isSecure(headers)).toBe(secure);
  });

  test.each([
    { forwarded: `for=${CLIENT};proto=https`, 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'http' },
    { forwarded: `for=${CLIENT};proto=https`, 'x-forwarded-for': CLIENT },
    { forwarded: 'for=192.0.2.1;proto=https', 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'https' },
    { forwarded: 'proto="', 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'https' },
  ])('of two headers that do not agree, neither: %j', (headers) => {
    expect(isSecure(headers)).toBe(false);
  });

  test('of two that agree, either', () => {
    const headers = { forwarded: `for=${CLIENT};proto=https`, 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'https' };
    expect(isSecure(headers)).toBe(true);
  });
});
