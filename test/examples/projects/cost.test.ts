import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Module, ServerOptions } from '../../../src/index.js';
import { describeEachDatabase } from '../../support/databases.js';
import {
  type Account,
  addMember,
  createProject,
  createTask,
  createTeam,
  type ProjectsServer,
  run,
  startProjects,
  type Team,
} from './support.js';

const MANY = 12;
let asked: string[] = [];

/** Notes each time that a policy decides. */
function counting(options: ServerOptions): ServerOptions {
  const modules = options.modules.map((module): Module => {
    const policies = Object.entries(module.policies ?? {}).map(([name, policy]) => {
      if (typeof policy === 'function') throw new Error(`${name} has no key.`);
      const decide: typeof policy.decide = (input) => {
        asked.push(name);
        return policy.decide(input);
      };
      return [name, { ...policy, decide }] as const;
    });
    return { ...module, ...(policies.length > 0 && { policies: Object.fromEntries(policies) }) };
  });
  return { ...options, modules };
}

describeEachDatabase('a page of many', (engine) => {
  let server: ProjectsServer;
  let team: Team;
  let ada: Account;
  beforeAll(async () => {
    server = await startProjects(engine, counting);
    team = await createTeam(server, 'acme');
    ada = await addMember(server, team, 'ada@example.com');
    for (let i = 1; i < MANY; i += 1) await createProject(server, team, `project ${i}`);
    for (let i = 0; i < MANY; i += 1) await createTask(server, i % 2 ? ada : team.manager, team.projectId, `task ${i}`);
  });
  afterAll(() => server.close());

  const statementsFor = async (query: string) => {
    server.takeStatements();
    const data = await run(server, ada, query);
    const tables = server.takeStatements().map((sql) => / from "(\w+)"/.exec(sql)?.[1]);
    return { data, tables: tables.sort() };
  };
  const projects = (first: number) =>
    `{ projects(organizationId: "${team.organizationId}", first: ${first}) { edges { node { openTasks organization { name members { person { id } } } } } } }`;
  const tasks = (first: number) =>
    `{ tasks(projectId: "${team.projectId}", first: ${first}) { edges { node { title owner { id } project { name } } } } }`;

  test('costs as many statements as a page of one', async () => {
    const needed = ['memberships', 'organizations', 'projects', 'tasks', 'users'];
    expect((await statementsFor(projects(1))).tables).toEqual(needed);
    const { data, tables } = await statementsFor(projects(MANY));
    expect(tables).toEqual(needed);
    expect(data.projects.edges).toHaveLength(MANY);
    expect((await statementsFor(tasks(1))).tables).toEqual(['projects', 'tasks', 'users']);
    const all = await statementsFor(tasks(MANY));
    expect(all.tables).toEqual(['projects', 'tasks', 'users']);
    expect(
      new Set(all.data.tasks.edges.map(({ node }: { node: { owner: { id: string } } }) => node.owner.id)).size,
    ).toBe(2);
  });

  test('goes on with the next one, and has each once', async () => {
    const titles: string[] = [];
    let after: string | null = null;
    do {
      const query =
        'query ($id: ID!, $after: String) { tasks(projectId: $id, first: 5, after: $after) { edges { node { title } } pageInfo { hasNextPage endCursor } } }';
      const { tasks: page }: { tasks: TaskPage } = await run(server, ada, query, { id: team.projectId, after });
      titles.push(...page.edges.map(({ node }) => node.title));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(titles.toSorted()).toEqual(Array.from({ length: MANY }, (_, i) => `task ${i}`).toSorted());
  });

  test('a policy is asked once for a key, in each operation anew', async () => {
    const other = await createProject(server, team, 'another');
    const title = '{ edges { node { title } } }';
    const query = `{ a: tasks(projectId: "${team.projectId}") ${title} b: tasks(projectId: "${team.projectId}", first: 1) ${title} c: tasks(projectId: "${other}") ${title} }`;
    for (let round = 0; round < 2; round += 1) {
      asked = [];
      const data = await run(server, ada, query);
      expect([data.a, data.b, data.c].map(({ edges }) => edges.length)).toEqual([MANY, 1, 0]);
      expect(asked).toEqual(['worksOnProject', 'worksOnProject']);
    }
  });
});

interface TaskPage {
  readonly edges: readonly { readonly node: { readonly title: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
