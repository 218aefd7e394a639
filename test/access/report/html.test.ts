import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { buildASTSchema, concatAST, parse, Source } from 'graphql';
import { accessTypeDefs } from '../../../src/access/index.js';
import { compileSchema, createMatrix, matrixHtml, pageBase } from '../../../src/access/report/index.js';
import { FILE, ROLES } from '../support.js';
import { compiled } from './support.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

function page(body: string, before?: string, [roles, rolesBefore] = [ROLES, ROLES]): string {
  const schema = compiled(body, roles);
  const base = before === undefined ? undefined : pageBase('main', compiled(before, rolesBefore), schema);
  return matrixHtml(createMatrix(schema), {
    place: 'schema',
    base,
    sha256,
    tryOut: { command: 'portcullis access explain' },
  });
}

/** The text of an element, without what is for the ear alone. */
function textOf(markup: string): string {
  const seen = markup
    .replace(/<span class="unseen">.*?<\/span>|<b>.*?<\/b>/g, '')
    .replaceAll('<wbr>', '')
    .replace(/<[^>]+>/g, ' ');
  return unescaped(seen).replace(/\s+/g, ' ').trim();
}

function unescaped(text: string): string {
  const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (entity) => Reflect.get(entities, entity));
}

/** The markup of the row of a coordinate. */
function rowOf(text: string, coordinate: string): string {
  const rows = text.match(/<tr class="row.*?<\/tr>/gs) ?? [];
  const row = rows.find((each) => each.includes(`data-coordinate="${coordinate}"`));
  if (!row) throw new Error(`There is no row ${coordinate}.`);
  return row;
}

const cellsOf = (row: string) =>
  [...row.matchAll(/<td class="(\w+)( gained)?"><b>/g)].map(([, access, gained = '']) => `${access}${gained}`);
const partsOf = (row: string) =>
  [...row.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(([, term = '', text = '']) => [
    unescaped(term),
    unescaped(text),
  ]);
const coordinatesOf = (text: string) =>
  [...text.matchAll(/data-coordinate="(.*?)"/g)].map(([, name = '']) => unescaped(name));

const BODY = `type Query { me: User @auth  open(x: Int @auth(role: EDITOR)): Int @public }
type User { id: ID
  mail: String @auth(anyOf: [{ role: SUPPORT }, { owner: "id" }]) @auth(scopes: "mail") }
input Patch { a: Int @auth(role: ADMIN) }`;

describe('the matrix as a page', () => {
  test('has a column for everybody and a row for every place', () => {
    const text = page(BODY);
    const head = /<div class="head".*?<\/div>/s.exec(text)?.[0] ?? '';
    expect(textOf(head)).toBe('Field anonymous signed in USER EDITOR SUPPORT ADMIN Requires');
    const heads = [...text.matchAll(/<thead>(.*?)<\/thead>/gs)].map(([, each = '']) =>
      [...each.matchAll(/<th scope="col"><b>(.*?)<\/b>/g)].map(([, name]) => name).join(' '),
    );
    expect(heads).toEqual(
      Array.from({ length: 3 }, () => 'Field anonymous signed in USER EDITOR SUPPORT ADMIN Requires'),
    );
    expect(coordinatesOf(text)).toEqual([
      'Query.me',
      'Query.open',
      'Query.open(x:)',
      'User.id',
      'User.mail',
      'Patch.a',
    ]);
    const access = (coordinate: string) =>
      cellsOf(rowOf(text, coordinate))
        .map((word) => word[0])
        .join('');
    expect(access('Query.me')).toBe('raaaaa');
    expect(access('Query.open')).toBe('aaaaaa');
    expect(access('Query.open(x:)')).toBe('rrrarr');
    expect(access('User.id')).toBe('uaaaaa');
    expect(access('User.mail')).toBe('rddddd');
    expect(access('Patch.a')).toBe('rrrrru');
  });

  test('has the effective rule of a row, the lines that say it, and what is left open for whom', () => {
    expect(partsOf(rowOf(page(BODY), 'User.mail'))).toEqual([
      ['Requires', '(role SUPPORT or owner id) and scope mail'],
      [`${FILE}:3`, 'User.mail: role SUPPORT or owner id'],
      [`${FILE}:3`, 'User.mail: scope mail'],
      ['If owner id and scope mail', 'signed in, USER, EDITOR'],
      ['If scope mail', 'SUPPORT, ADMIN'],
      ['May not', 'anonymous'],
    ]);
    expect(partsOf(rowOf(page(BODY), 'Query.open'))).toEqual([
      ['Requires', '@public'],
      [`${FILE}:1`, 'Query.open: @public'],
      ['May', 'anonymous, signed in, USER, EDITOR, SUPPORT, ADMIN'],
    ]);
    expect(partsOf(rowOf(page(BODY), 'User.id'))).toEqual([
      ['Requires', 'nothing: whoever reaches the object may use it'],
      ['May', 'signed in, USER, EDITOR, SUPPORT, ADMIN'],
      ['Not reached by', 'anonymous'],
      ['Declared', `${FILE}:2`],
    ]);
  });

  test('shows it to the eye and to the ear, and not by colour alone', () => {
    const row = rowOf(page(BODY), 'User.mail');
    const [, described] = /aria-describedby="([^"]+)"/.exec(row) ?? [];
    expect(row).toContain(`id="${described}"`);
    expect(row).toContain('<td class="depends"><b>if owner id and scope mail</b></td>');
    const style = /<style>(.*?)<\/style>/s.exec(page(BODY))?.[1];
    for (const sign of ['✓', 'if', '–']) expect(style).toContain(`content: "${sign}" / "";`);
    expect(style).toContain('@media (prefers-color-scheme: dark)');
    expect(style).toContain('@media print');
  });

  test('tells what reads from what changes, and both from what comes back and what is sent', () => {
    const text = page(`${BODY}\ntype Mutation { change(patch: Patch): Int @auth }`);
    const purposes = [...text.matchAll(/<section class="type (\w+) [^>]*data-type="(\w+)"/g)];
    expect(purposes.map(([, purpose, type]) => [type, purpose])).toEqual([
      ['Query', 'reads'],
      ['Mutation', 'changes'],
      ['User', 'object'],
      ['Patch', 'input'],
    ]);
    expect(textOf(text)).toContain('Mutation changes');
  });

  test('marks what has no rule of its own, which is neither what is public nor what a type rules', () => {
    const text = page('type Query { a: A @public bare: Int } type A @auth { x: Int } type B { y: Int z: Int @auth }');
    const bare = coordinatesOf(text).filter((each) => / bare[" ]/.test(rowOf(text, each).slice(0, 40)));
    expect(bare).toEqual(['Query.bare', 'B.y']);
    expect(text).toContain('id="bare" aria-pressed="false">No rule of its own <span class="number">2<');
    expect(textOf(rowOf(text, 'B.y'))).toContain('no rule of its own');
  });

  test('has a link of its own for each row, and a name that breaks where its words do', () => {
    const row = rowOf(
      page('type Query { openUsers(nameStart: Int @auth): Int @public }'),
      'Query.openUsers(nameStart:)',
    );
    expect(row).toContain('id="row=Query.openUsers(nameStart:)"');
    expect(row).toContain('href="#row=Query.openUsers(nameStart%3A)"');
    expect(row).toContain('>open<wbr>Users(<wbr>name<wbr>Start:)</a>');
  });

  test('is loud about what nobody decided', () => {
    const text = page('type Query { a: Int  b: Int @public }');
    expect(textOf(/<p class="loud">.*?<\/p>/.exec(text)?.[0] ?? '')).toBe(
      'Open to anyone, because nothing says who may use it: Query.a',
    );
    expect(textOf(rowOf(text, 'Query.a'))).toContain('unmarked: open to anyone');
    expect(page('type Query { b: Int @public }')).not.toContain('class="loud"');
  });
});

describe('the page against a base', () => {
  const before = `type Query { me: User @auth(role: USER)  kept: Int @public  shut: Int @public }
type User { id: ID  mail: String @auth(role: ADMIN)  may: Int @auth(policy: "a") }`;
  const after = `type Query { me: User @auth  kept: Int @public  shut: Int @auth  new: Int @auth  bare: Int @public }
type User { id: ID  mail: String @auth(anyOf: [{ role: ADMIN }, { owner: "id" }])  may: Int @auth(policy: "b") }`;
  const text = page(after, before);
  const row = (coordinate: string) => rowOf(text, coordinate);
  const isOpened = (coordinate: string) => /^<tr class="row[^"]* opened"/.test(row(coordinate));

  test('shows which rows and cells opened, and what was said before', () => {
    expect(cellsOf(row('User.mail'))).toEqual([
      'refused',
      ...Array.from({ length: 4 }, () => 'depends gained'),
      'allowed',
    ]);
    expect(['Query.me', 'User.mail', 'User.may', 'Query.bare'].map(isOpened)).toEqual([true, true, true, true]);
    expect(partsOf(row('User.mail')).at(-1)).toEqual(['Before', `role ADMIN (${FILE}:2)`]);
    expect(partsOf(row('Query.bare')).at(-1)).toEqual(['Before', 'not there']);
    expect(textOf(row('User.may'))).toContain('policy b opened');
    expect(text).toContain('<p class="loud">4 places opened against main.</p>');
    expect(text).toContain('id="opened"');
  });

  test('and which did not: the same, tightened or new', () => {
    expect(['Query.kept', 'Query.shut', 'Query.new', 'User.id'].map(isOpened)).toEqual([false, false, false, false]);
    expect(cellsOf(row('Query.kept')).join()).not.toContain('gained');
    expect(partsOf(row('Query.shut')).at(-1)).toEqual(['Before', `@public (${FILE}:1)`]);
    expect(textOf(row('Query.new'))).toContain('signed in new');
    expect(cellsOf(row('Query.new')).join()).not.toContain('gained');
    // No rule of it changed, but those without a role reach it now.
    expect(cellsOf(row('User.id')).slice(0, 3)).toEqual(['unreachable', 'allowed gained', 'allowed']);
  });

  const place = (rule: string) => `type Query { f(x: Int ${rule}, in: In, e: E, s: S): Int @public }
input In { a: Int ${rule} b: Int } enum E { V ${rule} W } scalar S ${rule}`;
  const RULED = ['Query.f(x:)', 'In.a', 'E.V', 'S'];

  test('has a row for what had a rule and has none any more, and one for all that it counts', () => {
    const opened = page(place(''), place('@auth(role: ADMIN)'));
    expect(opened).toContain('<p class="loud">4 places opened against main.</p>');
    expect([...opened.matchAll(/<tr class="row[^"]* opened"/g)]).toHaveLength(4);
    for (const coordinate of RULED) {
      expect(rowOf(opened, coordinate)).toMatch(/^<tr class="row[^"]* opened"/);
      expect(cellsOf(rowOf(opened, coordinate))).toEqual([
        ...Array.from({ length: 5 }, () => 'allowed gained'),
        'allowed',
      ]);
      expect(partsOf(rowOf(opened, coordinate)).at(-1)).toEqual(['Before', expect.stringContaining('role ADMIN (')]);
    }
    const tightened = page(place('@auth(role: ADMIN)'), place(''));
    expect(tightened).toContain('<p class="calm">Nothing opened against main.</p>');
    for (const coordinate of RULED) expect(partsOf(rowOf(tightened, coordinate)).at(-1)?.[1]).toContain('no rule (');
  });

  test('has a row for what had a rule and is not there any more, with the rule that it had', () => {
    const gone = page('type Query { f: Int @public }', place('@auth(role: ADMIN)'));
    expect(gone).toContain('<p class="calm">Nothing opened against main.</p>');
    for (const coordinate of RULED) {
      expect(textOf(rowOf(gone, coordinate))).toContain('role ADMIN removed');
      expect(cellsOf(rowOf(gone, coordinate))).toEqual(Array.from({ length: 6 }, () => 'unreachable'));
      expect(partsOf(rowOf(gone, coordinate))[0]).toEqual(['Required', 'role ADMIN']);
    }
    expect(coordinatesOf(gone)).not.toContain('In.b');
  });

  test('says that nothing opened, and has no base unless it was asked for', () => {
    expect(page(before, before)).toContain('<p class="calm">Nothing opened against main.</p>');
    expect(page(before)).not.toMatch(/against main|id="opened"|class="[^"]*gained/);
  });
});

describe('the page is safe', () => {
  const HOSTILE = [
    '</script><img src=x onerror=alert(1)>',
    '</style><script>alert(1)</script>',
    `"' onmouseover='alert(1)`,
    '<!-- --><svg/onload=alert(1)>',
    '&lt;b&gt;',
    '\\u202e\\u0000\\u001b[31m',
  ];
  const values = HOSTILE.map((text) => JSON.stringify(text).replaceAll('\\\\u', '\\u')).join(', ');
  const sdl = (claims: string) => `type Query {
    "</script><script>alert(2)</script>"
    a: T @auth(policy: ${JSON.stringify(HOSTILE[0])}, claims: [{ name: ${JSON.stringify(HOSTILE[2])}, in: [${claims}] }])
  }
  "<img src=y>" type T { a: Int }
  ${ROLES}`;
  const build = (claims: string, file: string) => {
    const document = concatAST([parse(accessTypeDefs()), parse(new Source(sdl(claims), file))]);
    return compileSchema(buildASTSchema(document, { assumeValidSDL: true }));
  };
  const hostileFile = `<img src=z onerror=alert(3)>"'.graphql`;
  const hostile = build(values, hostileFile);
  const text = matrixHtml(createMatrix(hostile), {
    place: hostileFile,
    base: pageBase('<i>main</i>', build('"x"', hostileFile), hostile),
    sha256,
    tryOut: { command: '<u>"portcullis' },
  });

  test('nothing of the SDL is markup', () => {
    const tags = [...text.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name = '']) => name);
    const known =
      'html head meta title style body header h1 h2 small p form label span input textarea button select option output main section table colgroup col thead tr th tbody td b a wbr div dl dt dd aside ul li code noscript script';
    expect(tags.filter((name) => !known.split(' ').includes(name))).toEqual([]);
    expect(tags.filter((name) => name === 'script' || name === 'style')).toEqual(['style', 'script']);
    const attributes = [...text.matchAll(/<[a-z][a-z0-9]*((?:\s+[^\s=>]+(?:="[^"]*")?)*)\s*>/g)].flatMap(
      ([, list = '']) => [...list.matchAll(/\s([^\s=>]+)(?:="[^"]*")?/g)].map(([, name = '']) => name),
    );
    expect(attributes.length).toBeGreaterThan(50);
    expect(attributes.filter((name) => /^on|^(src|action|style|srcdoc)$/.test(name))).toEqual([]);
    expect([...text.matchAll(/\shref="([^"]*)"/g)].filter(([, address = '']) => !address.startsWith('#row='))).toEqual(
      [],
    );
    expect(text).not.toMatch(/<!--|<img|<svg|<u>|<i>/);
  });

  test('but is shown as it is, and what cannot be seen by its number', () => {
    const row = rowOf(text, 'Query.a');
    const said = unescaped(row);
    for (const each of HOSTILE.slice(0, 5)) expect(said).toContain(JSON.stringify(each));
    expect(said).toContain('\\u{202e}\\u0000\\u001b[31m');
    expect(said).toContain(hostileFile);
    expect(unescaped(text)).toContain(`<title>Who may use what: ${hostileFile}</title>`);
  });

  test('asks for nothing over the network, and runs nothing but what its policy names', () => {
    const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(text) ?? [];
    const hashOf = (tag: string) => sha256(new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(text)?.[1] ?? '');
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hashOf('style')}'`,
      `script-src 'sha256-${hashOf('script')}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(text.indexOf('http-equiv')).toBeLessThan(text.indexOf('<style>'));
    expect(text).not.toMatch(/https?:|\/\/[a-z]|url\(|@import|<link/);
  });
});

test('the script of the page is a script', () => {
  const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page(BODY)) ?? [];
  expect(() => new Function(script)).not.toThrow();
  expect(script).not.toMatch(/innerHTML|insertAdjacent|document\.write|eval/);
});

describe('the scopes that roles bring', () => {
  const body = 'type Query { a: Int @auth(scopes: "<read>") }';
  const roles = 'enum Role { USER STAFF @grants(scopes: ["<read>"]) OWNER @includes(roles: ["STAFF"]) }';

  test('stand in the tree of roles, and decide the cells', () => {
    const text = page(body, undefined, [roles, roles]);
    expect(textOf(text)).toContain(
      'USER OWNER scope <read> STAFF scope <read> A role has all that the roles below it have. A token from another issuer has the scopes that its issuer gave it, whatever its role.',
    );
    expect(text).not.toContain('<read>');
    expect(cellsOf(rowOf(text, 'Query.a'))).toEqual(['refused', 'depends', 'depends', 'allowed', 'allowed']);
    expect(textOf(page(body))).not.toContain('issuer');
  });

  test('are told of where they opened, though they have no row', () => {
    const before = roles.replace('@grants(scopes: ["<read>"])', '');
    const text = page(body, body, [roles, before]);
    expect(textOf(text)).toContain(
      '2 places opened against main. Role.STAFF: no scope -> scope <read>. Role.OWNER: no scope -> scope <read>.',
    );
    expect(cellsOf(rowOf(text, 'Query.a')).slice(-2)).toEqual(['allowed gained', 'allowed gained']);
    expect(textOf(page(body, body, [before, roles]))).toContain('Nothing opened against main.');
  });
});

describe('the roles as a tree', () => {
  const treeOf = (roles: string) => {
    const text = page('type Query { a: Int @public }', undefined, [roles, roles]);
    const [, tree = ''] = /<h2>Roles<\/h2>(.*?)<h2>/s.exec(text) ?? [];
    return tree
      .replace(/<p.*$/s, '')
      .replace(/<\/?code>|<\/?li>|<small>|<\/small>/g, '')
      .replaceAll('<ul class="tree">', '[')
      .replaceAll('</ul>', ']');
  };

  test('have below each the roles that it includes, and none that one of those includes', () => {
    expect(treeOf('enum Role { A B @includes(roles: ["A"]) C @includes(roles: ["A", "B"]) D }')).toBe('[C[B[A]]D]');
  });

  test('tell one that stands there twice as far as it is new', () => {
    const roles = `enum Role { A B @includes(roles: ["A"]) C @includes(roles: ["B"]) D @includes(roles: ["B"]) }`;
    expect(treeOf(roles)).toBe('[C[B[A]]D[B as above]]');
  });
});
