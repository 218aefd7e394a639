import type { Module } from '../../src/module/index.js';
import { createTestModule } from './test-module.js';

/** A project with an enum `Role` of its own, and what its roles stand for. */
export const OWN_ROLES = { admin: 'OWNER', support: 'STAFF', user: 'MEMBER' } as const;

export const OWN_ROLE_ENUM =
  'enum Role { MEMBER STAFF @includes(roles: ["MEMBER"]) OWNER @includes(roles: ["STAFF"]) GUEST }';

/** Its module, with a field for each role. */
export function createProject(more: Pick<Module, 'migrations'> = {}) {
  return createTestModule({
    sdl: `
      ${OWN_ROLE_ENUM}
      extend type Query {
        member: Int @auth(role: MEMBER)
        staff: Int @auth(role: STAFF)
        owner: Int @auth(role: OWNER)
        guest: Int @auth(role: GUEST)
      }`,
    resolvers: { Query: { member: () => 1, staff: () => 2, owner: () => 3, guest: () => 4 } },
    ...more,
  });
}
