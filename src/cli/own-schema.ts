import { existsSync } from 'node:fs';
import { type CompiledSchema, compileSchema } from '../access/report/index.js';
import { StartupError } from '../errors.js';
import { readRoles } from '../server/roles.js';
import { buildModulesSdl } from '../server/schema.js';
import { SCHEMA } from './default-schema.js';
import { findCommit } from './git.js';
import { modulesAt } from './modules-at.js';
import { type Project, type ProjectOptions, readProject } from './project.js';
import { readSchema } from './read-schema.js';

export interface SchemaOptions extends ProjectOptions {
  /** Files, folders and git revisions with SDL; if there is none, the server of the configuration file. */
  readonly schema?: readonly string[];
  readonly roleEnum?: string;
}

/** The schema that a command is about. */
export interface OwnSchema {
  /** What people call it. */
  readonly name: string;
  readonly compiled: CompiledSchema;
  /** Another one beside it: a file, a folder, or what this one was at a git revision. */
  readonly other: (place: string) => Promise<CompiledSchema>;
}

/**
 * That of `--schema`; else of the server that the configuration file makes, the SDL of Portcullis and of all its modules;
 * else of the folder `schema`. Throws a `StartupError` that lists every mistake by file and line.
 */
export async function readOwnSchema(options: SchemaOptions): Promise<OwnSchema> {
  const { schema, roleEnum, config } = options;
  if (schema !== undefined && config !== undefined)
    throw new StartupError(['--schema is SDL, and --config a server with its SDL. Give one of them.']);
  const project = schema === undefined ? await readProject({ config }) : undefined;
  if (project?.file !== undefined) return ofProject(project, project.file, roleEnum);
  const places = schema ?? [SCHEMA];
  return {
    name: places.join(', '),
    // Of a git revision alone, the folder that it is by default.
    compiled: await readSchema(places, { paths: [SCHEMA], roleEnum }),
    other: (place) => readSchema([place], { paths: places, roleEnum }),
  };
}

function ofProject(project: Project, file: string, roleEnum: string | undefined): OwnSchema {
  if (roleEnum !== undefined)
    throw new StartupError([`--role-enum is for SDL of --schema. The roles of ${file} are its enum Role.`]);
  const compile = ({ modules, roles }: Pick<Project, 'modules' | 'roles'>) =>
    compileSchema(buildModulesSdl(modules, readRoles(roles)).schema);
  return {
    name: file,
    compiled: compile(project),
    other: async (place) => {
      const commit = existsSync(place) || place.includes(':') ? undefined : await findCommit(place);
      if (commit === undefined) return readSchema([place], { paths: [], roleEnum });
      const modules = await modulesAt({ revision: place, commit }, project.modules);
      return compile({ modules, roles: project.roles });
    },
  };
}
