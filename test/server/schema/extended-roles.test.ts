import { describe, expect, test } from '@jest/globals';
import { type DocumentNode, parse, print, Source } from 'graphql';
import { accessTypeDefs, scopesOfRoles } from '../../../src/access/index.js';
import { compileSchema } from '../../../src/access/report/index.js';
import type { StartupError } from '../../../src/errors.js';
import { withExtendedRoles } from '../../../src/server/schema/extended-roles.js';
import { buildSdl, parseSdl } from '../../../src/server/schema/sdl.js';

const BASE = 'enum Role { USER SUPPORT @includes(roles: ["USER"]) ADMIN @includes(roles: ["SUPPORT"]) }';
const DEFINITIONS = accessTypeDefs({ role: 'Role' });
const QUERY = 'type Query { a: Int @auth(role: ADMIN) }';

const documentOf = (...files: string[]): DocumentNode =>
  withExtendedRoles(parseSdl(files.map((text, index) => new Source(text, `${index + 1}.graphql`))));
const roles = (...files: string[]) => {
  const compiled = compileSchema(buildSdl(documentOf(QUERY, DEFINITIONS, ...files)));
  return Object.fromEntries([...compiled.table.roles].map(([name, all]) => [name, [...all].sort()]));
};
const problems = (...files: string[]): readonly string[] => {
  try {
    roles(...files);
    return [];
  } catch (error) {
    return (error as StartupError).problems ?? String(error).split('\n');
  }
};

describe('@includes in an extension of a value that is there', () => {
  test('is added to what the value includes', () => {
    const editor = 'extend enum Role { EDITOR @includes(roles: ["USER"]) ADMIN @includes(roles: ["EDITOR"]) }';
    expect(roles(BASE, editor)).toEqual({
      USER: ['USER'],
      SUPPORT: ['SUPPORT', 'USER'],
      ADMIN: ['ADMIN', 'EDITOR', 'SUPPORT', 'USER'],
      EDITOR: ['EDITOR', 'USER'],
    });
    // Without it, nobody gets what was not said.
    expect(roles(BASE, 'extend enum Role { EDITOR @includes(roles: ["USER"]) }').ADMIN).toEqual([
      'ADMIN',
      'SUPPORT',
      'USER',
    ]);
  });

  test('gives its first to a value that has none, and may stand before the definition, and name one role without a list', () => {
    const extension = 'extend enum Role { USER @includes(roles: "GUEST") GUEST }';
    expect(roles(extension, BASE).USER).toEqual(['GUEST', 'USER']);
  });

  test('adds up over several extensions, of a value that another one has added too', () => {
    const all = roles(
      BASE,
      'extend enum Role { EDITOR }',
      'extend enum Role { EDITOR @includes(roles: ["USER"]) }',
      'extend enum Role { EDITOR @includes(roles: ["WRITER"]) WRITER }',
    );
    expect(all.EDITOR).toEqual(['EDITOR', 'USER', 'WRITER']);
  });

  test('leaves the document one that every tool reads', () => {
    const document = documentOf(BASE, 'extend enum Role { ADMIN @includes(roles: ["USER"]) }');
    expect(print(document)).toBe(
      print(parse('enum Role { USER SUPPORT @includes(roles: ["USER"]) ADMIN @includes(roles: ["SUPPORT", "USER"]) }')),
    );
    const untouched = parse(`${BASE} extend enum Role { EDITOR } enum Other { A }`);
    expect(withExtendedRoles(untouched)).toBe(untouched);
  });

  test('is told of at its own file and line', () => {
    const wrong = 'extend enum Role {\n  ADMIN @includes(roles: ["EDTOR"])\n}';
    expect(problems(BASE, wrong)).toEqual([
      expect.stringMatching(/4\.graphql:2.* Role\.ADMIN: @includes accepts only names/s),
    ]);
    expect(problems(BASE, 'extend enum Role { USER @includes(roles: ["ADMIN"]) }').join('\n')).toMatch(
      /Role\.USER: The role includes itself/,
    );
  });
});

describe('@grants in an extension of a value that is there', () => {
  const scopes = (...files: string[]) => {
    const { table } = compileSchema(buildSdl(documentOf(QUERY, DEFINITIONS, ...files)));
    return Object.fromEntries([...table.roles.keys()].map((role) => [role, scopesOfRoles(table, [role])]));
  };

  test('is added to what the value grants, beside an @includes or not', () => {
    const base = 'enum Role { USER @grants(scopes: ["b"]) ADMIN @includes(roles: ["USER"]) EDITOR }';
    const extensions = [
      'extend enum Role { USER @grants(scopes: "a") }',
      'extend enum Role { ADMIN @grants(scopes: ["c"]) @includes(roles: ["EDITOR"]) EDITOR @grants(scopes: ["d"]) }',
    ];
    expect(scopes(base, ...extensions)).toEqual({ USER: ['a', 'b'], ADMIN: ['a', 'b', 'c', 'd'], EDITOR: ['d'] });
    // Without them, nobody gets what was not said.
    expect(scopes(base)).toEqual({ USER: ['b'], ADMIN: ['b'], EDITOR: [] });
  });

  test('leaves the document one that every tool reads', () => {
    const document = documentOf(
      'enum Role { USER @includes(roles: ["GUEST"]) @grants(scopes: ["b"]) GUEST }',
      'extend enum Role { USER @grants(scopes: ["a"]) }',
    );
    expect(print(document)).toBe(
      print(parse('enum Role { USER @includes(roles: ["GUEST"]) @grants(scopes: ["b", "a"]) GUEST }')),
    );
  });

  test('is told of at its own file and line, also where it says again what the value grants', () => {
    expect(problems(BASE, 'extend enum Role {\n  ADMIN @grants(scopes: ["a b"])\n}')).toEqual([
      expect.stringMatching(/^4\.graphql:2 Role\.ADMIN: @grants has "a b", which is not a valid scope\./),
    ]);
    const twice = 'extend enum Role { EDITOR @grants(scopes: ["a"]) }';
    expect(problems(BASE, twice, twice)).toEqual([
      '5.graphql:1 Role.EDITOR: @grants lists "a" twice. Remove one of them.',
    ]);
  });
});

describe('what else an extension says of a value that is there is a mistake:', () => {
  const once = [expect.stringMatching(/3\.graphql:1 Enum value "Role\.ADMIN" can only be defined once\.$/)];

  test.each([
    ['nothing', 'extend enum Role { ADMIN }'],
    ['a description', 'extend enum Role { "All of it." ADMIN @includes(roles: ["USER"]) }'],
    ['a second directive', 'extend enum Role { ADMIN @includes(roles: ["USER"]) @deprecated }'],
    ['another argument', 'extend enum Role { ADMIN @includes(roles: ["USER"], also: "EDITOR") }'],
    ['a misspelt argument', 'extend enum Role { ADMIN @includes(rolls: ["USER"]) }'],
    ['no argument', 'extend enum Role { ADMIN @includes }'],
    ['the argument of the other directive', 'extend enum Role { ADMIN @grants(roles: ["USER"]) }'],
  ])('%s', (_name, extension) => {
    expect(problems(BASE, extension)).toEqual(expect.arrayContaining(once));
  });

  test('a value twice in one definition, or in one extension', () => {
    const twice = /Enum value "Role\.\w+" can only be defined once\./;
    expect(problems('enum Role { USER ADMIN ADMIN @includes(roles: ["USER"]) }').join('\n')).toMatch(twice);
    expect(problems(BASE, 'extend enum Role { EDITOR EDITOR @includes(roles: ["USER"]) }').join('\n')).toMatch(twice);
  });

  test('an @includes that is wrong where the value is defined', () => {
    const broken = 'enum Role { USER ADMIN @includes(rolls: ["USER"]) }';
    expect(problems(broken, 'extend enum Role { ADMIN @includes(roles: ["USER"]) }').join('\n')).toMatch(
      /Unknown argument "rolls"/,
    );
  });
});
