import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { scopesOfRoles } from '../../src/access/index.js';
import type { Module } from '../../src/module/index.js';
import { modules } from '../../src/modules.js';
import { createSchema } from '../../src/server/schema/schema.js';
import { problemsOf } from '../server/problems.js';
import { readCodeBlocks } from '../support/code-blocks.js';
import { OWN_ROLES } from '../support/own-roles.js';
import { createTestModule } from '../support/test-module.js';

const [own = '', extension = '', inclusion = '', grants = ''] = readCodeBlocks('docs/roles.md').flatMap(
  ({ language, text }) => (language === 'graphql' ? [text] : []),
);
const build = (module: Module, roles?: typeof OWN_ROLES) => createSchema([...modules, module], { roles }).table.roles;
const included = (roles: ReturnType<typeof build>, role: string) => [...(roles.get(role) ?? [])].sort();

const projects = createTestModule({ sdl: `${own} type Report { id: ID }` });
const editors = createTestModule({ sdl: extension });
const editorsToo = createTestModule({ sdl: `${extension} ${inclusion}` });

const scoped = createTestModule({ sdl: `${grants} type Report { id: ID }` });

test('the roles of docs/roles.md start with its setting, and not without', () => {
  expect(included(build(projects, OWN_ROLES), 'OWNER')).toEqual(['MEMBER', 'OWNER', 'STAFF']);
  expect(problemsOf(() => build(projects))).toHaveLength(3);
  const setting = `roles: { admin: '${OWN_ROLES.admin}', support: '${OWN_ROLES.support}', user: '${OWN_ROLES.user}' }`;
  expect(readFileSync('docs/roles.md', 'utf8')).toContain(setting);
});

test('its extension adds a role that ADMIN does not include, and the next one has ADMIN include it', () => {
  const roles = build(editors);
  expect(included(roles, 'EDITOR')).toEqual(['EDITOR', 'USER']);
  expect(included(roles, 'ADMIN')).toEqual(['ADMIN', 'SUPPORT', 'USER']);
  expect(included(build(editorsToo), 'ADMIN')).toEqual(['ADMIN', 'EDITOR', 'SUPPORT', 'USER']);
});

test('its roles bring the scopes that it says, and its text says them', () => {
  const { table } = createSchema([...modules, scoped], { roles: OWN_ROLES });
  const text = readFileSync('docs/roles.md', 'utf8');
  const said = [...text.matchAll(/^\| `([A-Z]+)` \| `"scope": "(.*?)"`/gm)].map(([, role, scope]) => [role, scope]);
  const scopeOf = (role: string) => scopesOfRoles(table, [role]).join(' ');
  expect(said).toEqual(['STAFF', 'OWNER', 'MEMBER'].map((role) => [role, scopeOf(role)]));
  expect(scopeOf('OWNER')).toBe('reports:read reports:write');
});
