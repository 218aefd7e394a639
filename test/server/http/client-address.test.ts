import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { trustedProxiesVariable } from '../../../src/server/config/trusted-proxies.js';
import { createClientAddress } from '../../../src/server/http/client-address.js';
import { readForwarded } from '../../../src/server/http/forwarded.js';

const proxiesOf = (text: string) => trustedProxiesVariable.parse(text);

/** The client of a request, whose connection comes from here. */
function clientOf(
  proxies: string,
  remote: string | undefined,
  headers: Readonly<Record<string, string>> = {},
  told: string[] = [],
): string | null {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remote });
  const message = new IncomingMessage(socket);
  message.headers = headers;
  const addressOf = createClientAddress({
    proxies: proxiesOf(proxies),
    onUntrusted: (address) => void told.push(address),
  });
  return addressOf(message);
}

const PROXY = '10.0.0.1';
const VICTIM = '198.51.100.7';
const CLIENT = '203.0.113.9';

describe('the client of a connection', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:0DB8:0:0::1', '2001:db8::1'],
    [undefined, null],
  ])('%s is %s', (remote, client) => {
    expect(clientOf('10.0.0.0/8', remote)).toBe(client);
  });

  test('is its own address, whatever it says, if it is no proxy; that is told once', () => {
    const told: string[] = [];
    const socket = new Socket();
    Object.defineProperty(socket, 'remoteAddress', { value: CLIENT });
    const message = new IncomingMessage(socket);
    message.headers = { 'x-forwarded-for': VICTIM };
    const addressOf = createClientAddress({ proxies: proxiesOf(PROXY), onUntrusted: (address) => told.push(address) });
    expect([addressOf(message), addressOf(message)]).toEqual([CLIENT, CLIENT]);
    expect(told).toEqual([CLIENT]);
    expect(clientOf(PROXY, CLIENT, { forwarded: `for=${VICTIM}` })).toBe(CLIENT);
  });
});

test('what was found out for one request is not taken for another that writes the same in other headers', () => {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: PROXY });
  const addressOf = createClientAddress({ proxies: proxiesOf(PROXY), onUntrusted: () => {} });
  const ask = (headers: Readonly<Record<string, string>>) =>
    addressOf(Object.assign(new IncomingMessage(socket), { headers }));
  expect(ask({ 'x-forwarded-for': VICTIM, 'x-forwarded-proto': 'a|b' })).toBe(VICTIM);
  expect(ask({ 'x-forwarded-for': `${VICTIM}|a`, 'x-forwarded-proto': 'b' })).toBe(PROXY);
  expect(ask({ 'x-forwarded-for': VICTIM, 'x-forwarded-proto': 'a|b' })).toBe(VICTIM);
});

describe('behind a proxy that adds to X-Forwarded-For', () => {
  const behind = (header: string, proxies = PROXY) => clientOf(proxies, PROXY, { 'x-forwarded-for': header });

  test('it is whom the proxy names', () => {
    expect(behind(CLIENT)).toBe(CLIENT);
    expect(behind('2001:DB8::9')).toBe('2001:db8::9');
    expect(behind(`${CLIENT}:4711`)).toBe(CLIENT);
    expect(behind('[2001:db8::9]:4711')).toBe('2001:db8::9');
    expect(behind('::ffff:203.0.113.9')).toBe(CLIENT);
  });

  test.each([
    `${VICTIM}, ${CLIENT}`,
    `${VICTIM}, ${VICTIM}, ${CLIENT}`,
    `${PROXY}, ${CLIENT}`,
    `${VICTIM},,, ${CLIENT}`,
    `", ${CLIENT}`,
    `unknown, ${CLIENT}`,
  ])('and not whom a client names: %s', (header) => {
    expect(behind(header)).toBe(CLIENT);
  });

  test('it is the first who is not trusted, of several proxies', () => {
    expect(behind(`${VICTIM}, ${CLIENT}, 10.0.0.2`, '10.0.0.0/8')).toBe(CLIENT);
    expect(behind(`${VICTIM}, ${CLIENT}, 10.0.0.2`)).toBe('10.0.0.2');
    // All of them are proxies: then the first of them asks.
    expect(behind('10.0.0.3, 10.0.0.2', '10.0.0.0/8')).toBe('10.0.0.3');
  });

  test.each([
    '',
    'unknown',
    '_hidden',
    'localhost',
    '1.2.3',
    '01.2.3.4',
    '1.2.3.4.5',
    '0x7f.1',
    'fe80::1%eth0',
    '[2001:db8::1',
    `${VICTIM}, unknown`,
  ])('it is the proxy itself, if that does not name an address: %j', (header) => {
    expect(behind(header)).toBe(PROXY);
  });
});

describe('behind a proxy that writes Forwarded', () => {
  const behind = (header: string, proxies = PROXY) => clientOf(proxies, PROXY, { forwarded: header });

  test.each([
    [`for=${CLIENT}`, CLIENT],
    [`For="${CLIENT}:4711";proto=https;by=${PROXY}`, CLIENT],
    [`for=${VICTIM}, for=${CLIENT}`, CLIENT],
    [`for="[2001:DB8::9]:4711"`, '2001:db8::9'],
    [`by=a; for=${CLIENT} , `, PROXY],
    [`host="a;for=${VICTIM}"; for=${CLIENT}`, CLIENT],
    [`host="a\\", for=${VICTIM}", for=${CLIENT}`, CLIENT],
    ['for=unknown', PROXY],
    ['for=_hidden', PROXY],
    ['proto=https', PROXY],
    [`for=${CLIENT}, proto=https`, PROXY],
  ])('%s is from %s', (header, client) => {
    expect(behind(header)).toBe(client);
  });

  test.each([`for="${CLIENT}`, 'for', `for=${CLIENT} for=${VICTIM}`, `for==${CLIENT}`, 'for=[2001:db8::9]'])(
    'what is not written as RFC 7239 has it says nothing: %s',
    (header) => {
      expect(behind(header)).toBe(PROXY);
    },
  );

  test('any text is read, in time that grows with its length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: fc.constantFrom(...'for=,;"\\ \t1.[]:%é') }), (header) => {
        const hops = readForwarded(header);
        expect(hops === undefined || hops.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(readForwarded('for=a;'.repeat(3000))).toBeDefined();
  });
});

describe('headers that are as long as they may be', () => {
  const long = '::, '.repeat(4000);
  const header = (name: string) => (name === 'forwarded' ? 'for="[::]",'.repeat(1400) : long);
  /** The least of several, in milliseconds. */
  const time = (proxies: string, headers: Readonly<Record<string, string>>) => {
    const times = Array.from({ length: 20 }, () => {
      const start = performance.now();
      clientOf(proxies, CLIENT, headers);
      return performance.now() - start;
    });
    return Math.min(...times);
  };

  test.each(['x-forwarded-for', 'x-forwarded-proto', 'forwarded'])('cost nothing in %s of a stranger', (name) => {
    time(PROXY, { [name]: header(name) });
    expect(time(PROXY, { [name]: header(name) })).toBeLessThan(10 * time(PROXY, { [name]: 'a' }));
  });

  test.each(['x-forwarded-for', 'forwarded'])('are read no further than 32 hops in %s', (name) => {
    const hops = (count: number, first: string) =>
      [first, ...Array<string>(count - 1).fill(PROXY)]
        .map((address) => (name === 'forwarded' ? `for=${address}` : address))
        .join(', ');
    expect(clientOf(PROXY, PROXY, { [name]: hops(32, CLIENT) })).toBe(CLIENT);
    expect(clientOf(PROXY, PROXY, { [name]: hops(33, CLIENT) })).toBe(PROXY);
  });
});

describe('of two headers', () => {
  const behind = (forwarded: string, forwardedFor: string) =>
    clientOf(PROXY, PROXY, { forwarded, 'x-forwarded-for': forwardedFor });

  test('that agree, either is believed', () => {
    expect(behind(`for=${VICTIM}, for=${CLIENT}`, `${VICTIM}, ${CLIENT}`)).toBe(CLIENT);
  });

  test.each([
    [`for=${VICTIM}`, CLIENT],
    [`for=${CLIENT}`, VICTIM],
    ['for="', CLIENT],
    [`for=${CLIENT}`, ''],
  ])('that do not, one is perhaps of the client, and neither is: %s and %s', (forwarded, forwardedFor) => {
    expect(behind(forwarded, forwardedFor)).toBe(PROXY);
  });
});

describe('TRUSTED_PROXIES', () => {
  test.each([
    ['loopback', ['127.0.0.1', '127.9.9.9', '::1'], ['128.0.0.1', '10.0.0.1']],
    ['private', ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fd00::1'], ['172.32.0.1', '127.0.0.1']],
    ['192.0.2.1, 2001:db8::/32', ['192.0.2.1', '2001:db8:ffff::1'], ['192.0.2.2', '2001:db9::1']],
    ['::ffff:10.0.0.0/104', ['10.255.0.1'], ['11.0.0.1']],
    ['192.0.2.128/25', ['192.0.2.255'], ['192.0.2.127', '::c000:2ff']],
  ])('%s', (text, inside, outside) => {
    const { includes } = proxiesOf(text);
    expect(inside.filter((address) => !includes(address))).toEqual([]);
    expect(outside.filter(includes)).toEqual([]);
  });

  const HOW = 'Write addresses, ranges (10.0.0.0/8), loopback or private, separated by commas.';
  test.each([
    ['proxy.example.com', `"proxy.example.com" is not an address. ${HOW}`],
    ['10.0.0.0/8/8', `"10.0.0.0/8/8" is not an address. ${HOW}`],
    ['10.0.0.1,', `"" is not an address. ${HOW}`],
    ['010.0.0.1', `"010.0.0.1" is not an address. ${HOW}`],
    ['fe80::1%eth0', `"fe80::1%eth0" is not an address. ${HOW}`],
    ['10.0.0.0/33', '"10.0.0.0/33" is not a range: after the / write a number from 1 to 32.'],
    ['10.0.0.0/', '"10.0.0.0/" is not a range: after the / write a number from 1 to 32.'],
    ['0.0.0.0/0', '"0.0.0.0/0" includes everyone, so any client could claim any address. List only your proxies.'],
    ['::/0', '"::/0" includes everyone, so any client could claim any address. List only your proxies.'],
    [
      '::ffff:0.0.0.0/96',
      '"::ffff:0.0.0.0/96" includes everyone, so any client could claim any address. List only your proxies.',
    ],
    ['::ffff:0.0.0.0/90', '"::ffff:0.0.0.0/90" is not an IPv4 range.'],
  ])('is refused if it is %s', (text, problem) => {
    expect(trustedProxiesVariable.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([problem]);
  });
});
