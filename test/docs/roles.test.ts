import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Module } from '../../src/module/index.js';
import { modules } from '../../src/modules.js';
import { createSchema } from '../../src/server/schema.js';
import { problemsOf } from '../server/problems.js';
import { readCodeBlocks } from '../support/code-blocks.js';
import { OWN_ROLES } from '../support/own-roles.js';
import { createTestModule } from '../support/test-module.js';

const [own = '', extension = '', full = ''] = readCodeBlocks('docs/roles.md').flatMap(({ language, text }) =>
  language === 'graphql' ? [text] : [],
);
const build = (module: Module, roles?: typeof OWN_ROLES) => createSchema([...modules, module], { roles }).table.roles;
const included = (roles: ReturnType<typeof build>, role: string) => [...(roles.get(role) ?? [])].sort();

const projects = createTestModule({ sdl: `${own} type Report { id: ID }` });
const editors = createTestModule({ sdl: extension });
const twice = createTestModule({ sdl: `${extension} extend enum Role { ADMIN @includes(roles: ["EDITOR"]) }` });
const inFull = createTestModule({ sdl: full });

test('the roles of docs/roles.md start with its setting, and not without', () => {
  expect(included(build(projects, OWN_ROLES), 'OWNER')).toEqual(['MEMBER', 'OWNER', 'STAFF']);
  expect(problemsOf(() => build(projects))).toHaveLength(3);
  const setting = `roles: { admin: '${OWN_ROLES.admin}', support: '${OWN_ROLES.support}', user: '${OWN_ROLES.user}' }`;
  expect(readFileSync('docs/roles.md', 'utf8')).toContain(setting);
});

test('its extension adds a role that ADMIN does not include, and cannot say ADMIN again', () => {
  const roles = build(editors);
  expect(included(roles, 'EDITOR')).toEqual(['EDITOR', 'USER']);
  expect(included(roles, 'ADMIN')).toEqual(['ADMIN', 'SUPPORT', 'USER']);
  expect(problemsOf(() => build(twice))).toEqual([
    expect.stringMatching(/Enum value "Role\.ADMIN" can only be defined once\.$/),
  ]);
});

test('its full enum needs no setting, and ADMIN includes the new role', () => {
  expect(included(build(inFull), 'ADMIN')).toEqual(['ADMIN', 'EDITOR', 'SUPPORT', 'USER']);
});
