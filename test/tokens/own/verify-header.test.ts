import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { compact, createScene, encode, expectRefusal, goodClaims, type Scene, signature } from '../token-fixture.js';

let scene: Scene;
beforeAll(async () => {
  scene = await createScene('ES256');
});

const expectInvalid = (token: string) => expectRefusal(scene.verify(token), 'TOKEN_INVALID', token);

describe('kid', () => {
  test.each([
    ['of nobody', '0123456789abcdef0123456789abcdef'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['toString', 'toString'],
    ['a path', '../../etc/passwd'],
    ['the null device', '/dev/null'],
    ['SQL', "' OR 1=1; DROP TABLE signing_keys; --"],
    ['a union', "x' UNION SELECT 'c2VjcmV0' --"],
    ['a command', '$(id)|/bin/sh'],
    ['a URL', 'https://attacker.test/key.pem'],
    ['NUL', '\0'],
    ['empty', ''],
    ['long', 'k'.repeat(4000)],
    ['a number', 0],
    ['an object', { toString: 'kid' }],
    ['an array', ['kid']],
    ['true', true],
    ['null', null],
    ['missing', undefined],
  ])('%s', (_, kid) => expectInvalid(scene.forge({ ...scene.header, kid })));

  test('ours in an array, with white space, in another case', () => {
    const { kid } = scene.key;
    const swapped = kid.replace(/[a-z]/i, (letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    );
    for (const other of [[kid], ` ${kid}`, `${kid}\n`, `${kid}\0`, swapped]) {
      expectInvalid(scene.forge({ ...scene.header, kid: other }));
    }
  });
});

describe('headers that are never honoured, on a token that our key did sign', () => {
  const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = attacker.publicKey.export({ format: 'jwk' });

  test.each([
    ['crit', ['exp']],
    ['crit', []],
    ['crit', null],
    ['b64', false],
    ['b64', true],
    ['jwk', jwk],
    ['jwk', null],
    ['jku', 'https://attacker.test/jwks.json'],
    ['x5u', 'https://attacker.test/cert.pem'],
    ['x5c', ['MIIB']],
  ])('%s: %j', (name, value) => expectInvalid(scene.forge({ ...scene.header, [name]: value })));

  test.each([
    ['jwk', jwk],
    ['jku', 'https://attacker.test/jwks.json'],
    ['x5c', ['MIIB']],
  ])('%s, signed by the key that it brings along', (name, value) => {
    const sign = signature('ES256', attacker.privateKey);
    expectInvalid(compact({ ...scene.header, [name]: value }, goodClaims, sign));
    expectInvalid(compact({ ...scene.header, kid: 'attacker', [name]: value }, goodClaims, sign));
  });

  test('one that says nothing of keys is let be', () => {
    expect(scene.verify(scene.forge({ ...scene.header, cty: 'json', extra: 1 }))).toHaveProperty('token');
  });
});

describe('typ', () => {
  test.each([undefined, 'JWT', 'jwt', 'AT+JWT', 'at+JWT', 'application/at+jwt', ' at+jwt', '', null, 1, ['at+jwt']])(
    '%j',
    (typ) => expectInvalid(scene.forge({ ...scene.header, typ })),
  );

  test('inherited through __proto__', () => {
    const { alg, kid } = scene.header;
    expectInvalid(scene.forge(`{"alg":"${alg}","kid":"${kid}","__proto__":{"typ":"at+jwt"}}`));
  });
});

describe('a header or payload that is no JSON object, signed by our key', () => {
  const texts = [
    '',
    ' ',
    '[]',
    '[{}]',
    '"text"',
    '1',
    'null',
    'true',
    '{',
    '{}}',
    "{'a':1}",
    '\ufeff{}',
    '\0',
    'undefined',
  ];

  test.each(texts)('header %j', (text) => expectInvalid(scene.forge(text)));
  test.each(texts)('payload %j', (text) => expectInvalid(scene.forge(scene.header, text)));

  test('the header as the payload, the payload as the header', () => {
    expectInvalid(scene.forge(goodClaims, scene.header));
  });
});

describe('form', () => {
  const good = () => scene.issue();
  const parts = (token: string) => token.split('.');

  const texts: Readonly<Record<string, () => string>> = {
    empty: () => '',
    'one part': () => encode(scene.header),
    'two parts': () => parts(good()).slice(0, 2).join('.'),
    'four parts': () => `${good()}.AAAA`,
    'five parts, as a JWE': () => `${good()}.AAAA.AAAA`,
    'four parts, the last empty': () => `${good()}.`,
    'only dots': () => '..',
    'an empty header': () => `.${parts(good()).slice(1).join('.')}`,
    'an empty payload': () => parts(good()).with(1, '').join('.'),
    'a dot before': () => `.${good()}`,
    'a newline after': () => `${good()}\n`,
    'a space before': () => ` ${good()}`,
    'a tab inside': () => good().replace('.', '\t.'),
    'CRLF inside': () => good().replace('.', '.\r\n'),
    'a NUL after': () => `${good()}\0`,
    'a NUL inside': () => good().replace('.', '\0.'),
    padding: () => `${good()}==`,
    'padding of the header': () => good().replace('.', '=.'),
    'non-ASCII': () => `${good()}é`,
    'a full-width dot': () => good().replace('.', '．'),
    'a lone surrogate': () => `${good()}\ud800`,
    'a zero-width space': () => `\u200b${good()}`,
    'Bearer before': () => `Bearer ${good()}`,
    quotes: () => `"${good()}"`,
    'twice with a comma': () => `${good()},${good()}`,
    'percent-encoded': () => good().replaceAll('.', '%2E'),
    'JSON serialization': () => JSON.stringify({ payload: parts(good())[1], signatures: [] }),
    '15 kB of one letter': () => 'a'.repeat(15_000),
    '15 kB of dots': () => '.'.repeat(15_000),
    '15 kB of claims that our key signed': () =>
      scene.forge(scene.header, { ...goodClaims, extra: 'x'.repeat(11_000) }),
  };

  test.each(Object.keys(texts))('%s', (name) => expectInvalid(texts[name]?.() ?? 'missing'));

  test('the standard base64 alphabet, in each segment', () => {
    const token = scene.forge({ ...scene.header, note: '>>>???' }, { ...goodClaims, note: '>>>???>>>???' });
    expect(scene.verify(token)).toHaveProperty('token');
    const changed = parts(token).map((part) => part.replaceAll('-', '+').replaceAll('_', '/'));
    const others = changed.map((part, index) => parts(token).with(index, part).join('.'));
    const different = others.filter((other) => other !== token);
    expect(different.length).toBeGreaterThan(1);
    for (const other of different) expectInvalid(other);
  });

  test('4 kB of custom claims are accepted', () => {
    const token = scene.forge(scene.header, { ...goodClaims, extra: 'x'.repeat(4096) });
    expect(scene.verify(token)).toHaveProperty('token.claims.extra');
  });
});
