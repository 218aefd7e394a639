import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Module, ModuleDeps, ServerOptions } from '../../../src/index.js';
import { describeEachDatabase } from '../../support/databases.js';
import {
  addMember,
  ask,
  createTask,
  createTeam,
  type ProjectsServer,
  run,
  startProjects,
  type Team,
} from './support.js';

const ME = '{ me { email } }';

describeEachDatabase('when somebody joins or leaves an organization', (engine) => {
  let server: ProjectsServer;
  let team: Team;
  beforeAll(async () => {
    server = await startProjects(engine);
    team = await createTeam(server, 'acme');
  });
  afterAll(() => server.close());

  const name = () => `{ organization(id: "${team.organizationId}") { name } }`;
  const add = (email: string) => `mutation { addMember(organizationId: "${team.organizationId}", email: "${email}") }`;
  const remove = (id: string) => `mutation { removeMember(organizationId: "${team.organizationId}", userId: "${id}") }`;
  const revoked = (field: string) => [{ [field]: null }, [`${field} TOKEN_REVOKED`]];

  test('joining ends their tokens, and a refresh brings one with the organization', async () => {
    const ada = await server.register('ada@example.com');
    expect(await ask(server, ada, name())).toEqual([{ organization: null }, ['organization FORBIDDEN']]);
    expect(await ask(server, team.manager, add('ada@example.com'))).toEqual([{ addMember: true }, []]);
    expect(await ask(server, ada, name())).toEqual(revoked('organization'));
    expect(await ask(server, ada, ME)).toEqual(revoked('me'));
    const joined = await server.refresh(ada);
    expect(await ask(server, joined, name())).toEqual([{ organization: { name: 'acme' } }, []]);
    // Whoever is there already stays as they are.
    expect(await ask(server, team.manager, add('ada@example.com'))).toEqual([{ addMember: false }, []]);
    expect(await ask(server, joined, name())).toEqual([{ organization: { name: 'acme' } }, []]);
    expect(await ask(server, team.manager, add('nobody@example.com'))).toEqual([
      { addMember: null },
      ['addMember NOT_FOUND'],
    ]);
  });

  test('leaving ends them too, and a refresh brings one without it; the session goes on', async () => {
    const grace = await addMember(server, team, 'grace@example.com');
    const linus = await addMember(server, team, 'linus@example.com');
    const task = await createTask(server, grace, team.projectId, 'stay');
    expect(await ask(server, team.manager, remove(grace.userId))).toEqual([{ removeMember: true }, []]);
    expect(await ask(server, grace, name())).toEqual(revoked('organization'));
    const left = await server.refresh(grace);
    expect(await ask(server, left, name())).toEqual([{ organization: null }, ['organization FORBIDDEN']]);
    expect(await ask(server, left, '{ organizations { edges { node { name } } } }')).toEqual([
      { organizations: { edges: [] } },
      [],
    ]);
    // What was theirs is the organization's: of one without any that is certain before, of others the policy says so.
    const complete = `mutation { completeTask(id: "${task}") { done } }`;
    expect(await ask(server, left, complete)).toEqual([{ completeTask: null }, ['completeTask.done FORBIDDEN']]);
    await run(server, left, 'mutation { createOrganization(name: "another") }');
    const elsewhere = await server.refresh(left);
    expect(await ask(server, elsewhere, complete)).toEqual([{ completeTask: null }, ['completeTask FORBIDDEN']]);
    const open = `{ project(id: "${team.projectId}") { openTasks } }`;
    expect(await ask(server, team.manager, open)).toEqual([{ project: { openTasks: 1 } }, []]);
    expect(await ask(server, elsewhere, ME)).toEqual([{ me: { email: 'grace@example.com' } }, []]);
    // Nobody else notices.
    expect(await ask(server, linus, name())).toEqual([{ organization: { name: 'acme' } }, []]);
    expect(await ask(server, team.manager, remove(grace.userId))).toEqual([{ removeMember: false }, []]);
    expect(await ask(server, linus, name())).toEqual([{ organization: { name: 'acme' } }, []]);
  });

  test("an organization that somebody makes is theirs after a refresh, and nobody else's", async () => {
    const ivan = await server.register('ivan@example.com');
    const { createOrganization: id } = await run(server, ivan, 'mutation { createOrganization(name: "Ivan\'s") }');
    const query = `{ organization(id: "${id}") { name members { rank } } }`;
    expect(await ask(server, ivan, query)).toEqual(revoked('organization'));
    const owner = await server.refresh(ivan);
    expect(await ask(server, owner, query)).toEqual([
      { organization: { name: "Ivan's", members: [{ rank: 'MANAGER' }] } },
      [],
    ]);
    expect(await ask(server, team.manager, query)).toEqual([{ organization: null }, ['organization FORBIDDEN']]);
  });

  test('what happened is in the audit events', async () => {
    const operator = await server.signInOperator();
    const { auditEvents } = await run(
      server,
      operator,
      '{ auditEvents(first: 100) { edges { node { type userId actorId detail } } } }',
    );
    expect(auditEvents.edges).toContainEqual({
      node: {
        type: 'TOKEN_REVOKED',
        userId: expect.any(String),
        actorId: team.manager.userId,
        detail: 'all access tokens',
      },
    });
  });
});

/** As if nobody took tokens back. */
function withoutRevoking(options: ServerOptions): ServerOptions {
  const change = (module: Module): Module => {
    const { services } = module;
    if (module.name !== 'accounts' || !services) return module;
    const weakened = (deps: ModuleDeps) => {
      const { accounts, ...others } = services(deps);
      return { ...others, ...(accounts && { accounts: { ...accounts, revokeAccessTokens: async () => {} } }) };
    };
    return { ...module, services: weakened };
  };
  return { ...options, modules: options.modules.map(change) };
}

test('without that, somebody who has left would see it until their token expires', async () => {
  const server = await startProjects('SQLite', withoutRevoking);
  try {
    const team = await createTeam(server, 'acme');
    const eve = await addMember(server, team, 'eve@example.com');
    await run(
      server,
      team.manager,
      `mutation { removeMember(organizationId: "${team.organizationId}", userId: "${eve.userId}") }`,
    );
    expect(await ask(server, eve, `{ organization(id: "${team.organizationId}") { name } }`)).toEqual([
      { organization: { name: 'acme' } },
      [],
    ]);
  } finally {
    await server.close();
  }
});
