import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeEachDatabase } from '../../support/databases.js';
import {
  type Account,
  addMember,
  ask,
  createTask,
  createTeam,
  type ProjectsServer,
  startProjects,
  type Team,
} from './support.js';

describeEachDatabase('two organizations', (engine) => {
  let server: ProjectsServer;
  let acme: Team;
  let umbra: Team;
  let member: Account;
  let taskId: string;

  beforeAll(async () => {
    server = await startProjects(engine);
    acme = await createTeam(server, 'acme');
    umbra = await createTeam(server, 'umbra');
    member = await addMember(server, acme, 'ada@example.com');
    taskId = await createTask(server, member, acme.projectId, 'write');
    await createTask(server, umbra.manager, umbra.projectId, 'hide');
  });
  afterAll(() => server.close());

  const organization = () => `{ organization(id: "${acme.organizationId}") { name members { rank person { id } } } }`;
  const projects = () =>
    `{ projects(organizationId: "${acme.organizationId}") { edges { node { name openTasks organization { name } } } } }`;
  const project = () => `{ project(id: "${acme.projectId}") { name openTasks } }`;
  const tasks = () =>
    `{ tasks(projectId: "${acme.projectId}") { edges { node { title done notes owner { id } project { name } } } } }`;

  test('a member sees, lists and counts what is theirs', async () => {
    expect(await ask(server, member, '{ organizations { edges { node { name } } } }')).toEqual([
      { organizations: { edges: [{ node: { name: 'acme' } }] } },
      [],
    ]);
    const [data, errors] = await ask(server, member, organization());
    expect(errors).toEqual([]);
    expect(data.organization.name).toBe('acme');
    expect(data.organization.members).toEqual(
      expect.arrayContaining([
        { rank: 'MANAGER', person: { id: acme.manager.userId } },
        { rank: 'MEMBER', person: { id: member.userId } },
      ]),
    );
    const listed = { name: "acme's", openTasks: 1, organization: { name: 'acme' } };
    expect(await ask(server, member, projects())).toEqual([{ projects: { edges: [{ node: listed }] } }, []]);
    expect(await ask(server, member, project())).toEqual([{ project: { name: "acme's", openTasks: 1 } }, []]);
    const task = {
      title: 'write',
      done: false,
      notes: 'private',
      owner: { id: member.userId },
      project: { name: "acme's" },
    };
    expect(await ask(server, member, tasks())).toEqual([{ tasks: { edges: [{ node: task }] } }, []]);
  });

  test('nobody of the other one does, nor anybody who is not signed in', async () => {
    const stranger = await server.register('eve@example.com');
    for (const account of [umbra.manager, stranger, null]) {
      const code = account ? 'FORBIDDEN' : 'TOKEN_MISSING';
      expect(await ask(server, account, organization())).toEqual([{ organization: null }, [`organization ${code}`]]);
      expect(await ask(server, account, projects())).toEqual([{ projects: null }, [`projects ${code}`]]);
      expect(await ask(server, account, tasks())).toEqual([{ tasks: null }, [`tasks ${code}`]]);
      const [data, errors] = await ask(server, account, project());
      expect(data).toEqual({ project: null });
      // The type decides, where the resolver has found it.
      expect(errors).toContain(account ? 'project.name FORBIDDEN' : 'project TOKEN_MISSING');
    }
    expect(await ask(server, umbra.manager, '{ organizations { edges { node { name } } } }')).toEqual([
      { organizations: { edges: [{ node: { name: 'umbra' } }] } },
      [],
    ]);
    expect(await ask(server, stranger, '{ organizations { edges { node { name } } } }')).toEqual([
      { organizations: { edges: [] } },
      [],
    ]);
  });

  test('an object is found by its id alone for its members, and for nobody else', async () => {
    const fields = '... on Organization { name } ... on Project { label: name } ... on Task { title }';
    const ids = [acme.organizationId, acme.projectId, taskId];
    const query = `{ nodes(ids: ${JSON.stringify(ids)}) { ${fields} } }`;
    expect(await ask(server, member, query)).toEqual([
      { nodes: [{ name: 'acme' }, { label: "acme's" }, { title: 'write' }] },
      [],
    ]);
    expect((await ask(server, umbra.manager, query))[0]).toEqual({ nodes: [null, null, null] });
    expect((await ask(server, null, query))[0]).toEqual({ nodes: [null, null, null] });
  });

  test('nobody of the other one changes anything of it', async () => {
    const changes = [
      `createProject(organizationId: "${acme.organizationId}", name: "x") { id }`,
      `deleteProject(id: "${acme.projectId}")`,
      `createTask(projectId: "${acme.projectId}", title: "x") { id }`,
      `completeTask(id: "${taskId}") { id }`,
      `addMember(organizationId: "${acme.organizationId}", email: "umbra@example.com")`,
      `removeMember(organizationId: "${acme.organizationId}", userId: "${member.userId}")`,
    ];
    for (const change of changes) {
      const field = /^\w+/.exec(change)?.[0] ?? '';
      expect(await ask(server, umbra.manager, `mutation { ${change} }`)).toEqual([
        { [field]: null },
        [`${field} FORBIDDEN`],
      ]);
    }
    expect(await ask(server, member, project())).toEqual([{ project: { name: "acme's", openTasks: 1 } }, []]);
  });

  test('a member who does not manage it adds and removes nobody, and deletes nothing', async () => {
    const own = `organizationId: "${acme.organizationId}"`;
    for (const [field, args] of [
      ['addMember', `${own}, email: "umbra@example.com"`],
      ['removeMember', `${own}, userId: "${acme.manager.userId}"`],
      ['deleteProject', `id: "${acme.projectId}"`],
    ] as const) {
      expect(await ask(server, member, `mutation { ${field}(${args}) }`)).toEqual([
        { [field]: null },
        [`${field} FORBIDDEN`],
      ]);
    }
    const address = `{ organization(id: "${acme.organizationId}") { name invoiceAddress } }`;
    expect(await ask(server, member, address)).toEqual([
      { organization: { name: 'acme', invoiceAddress: null } },
      ['organization.invoiceAddress FORBIDDEN'],
    ]);
    expect(await ask(server, acme.manager, address)).toEqual([
      { organization: { name: 'acme', invoiceAddress: null } },
      [],
    ]);
  });

  test('the notes of a task are for its owner, who alone completes it', async () => {
    const [data, errors] = await ask(server, acme.manager, tasks());
    expect(data.tasks.edges).toEqual([{ node: expect.objectContaining({ title: 'write', notes: null }) }]);
    expect(errors).toEqual(['tasks.edges.0.node.notes FORBIDDEN']);
    const complete = `mutation { completeTask(id: "${taskId}") { done } }`;
    expect(await ask(server, acme.manager, complete)).toEqual([{ completeTask: null }, ['completeTask FORBIDDEN']]);
    expect(await ask(server, member, complete)).toEqual([{ completeTask: { done: true } }, []]);
    expect(await ask(server, member, project())).toEqual([{ project: { name: "acme's", openTasks: 0 } }, []]);
  });

  test('what is not there is answered as what is of another organization', async () => {
    const guesses = [
      'completeTask(id: "nothing") { id }',
      'deleteProject(id: "nothing")',
      'createTask(projectId: "nothing", title: "x") { id }',
    ];
    for (const guess of guesses) {
      const field = /^\w+/.exec(guess)?.[0] ?? '';
      expect(await ask(server, acme.manager, `mutation { ${guess} }`)).toEqual([
        { [field]: null },
        [`${field} FORBIDDEN`],
      ]);
    }
  });

  test('the roles of accounts are those of the project, and none of them belongs to an organization by that', async () => {
    const operator = await server.signInOperator();
    const users = '{ me { roles } users(first: 1) { edges { node { roles } } } }';
    expect(await ask(server, operator, users)).toEqual([
      { me: { roles: ['OPERATOR'] }, users: { edges: [{ node: { roles: ['OPERATOR'] } }] } },
      [],
    ]);
    expect(await ask(server, operator, organization())).toEqual([{ organization: null }, ['organization FORBIDDEN']]);
    expect(await ask(server, operator, projects())).toEqual([{ projects: null }, ['projects FORBIDDEN']]);
    expect(await ask(server, member, users)).toEqual([
      { me: { roles: ['CUSTOMER'] }, users: null },
      ['users FORBIDDEN'],
    ]);
  });
});
