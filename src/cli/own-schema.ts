import type { CompiledSchema } from '../access/report/index.js';
import { StartupError } from '../errors.js';
import { findConfigFile } from './config-file.js';
import { SCHEMA } from './default-schema.js';
import type { ProjectOptions } from './project.js';
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
  readonly compile: () => Promise<CompiledSchema>;
  /** Another one beside it: a file, a folder, or what this one was at a git revision. */
  readonly compileOther: (place: string) => Promise<CompiledSchema>;
}

/**
 * That of `--schema`; else of the server that the configuration file makes, the SDL of Portcullis and of all its modules;
 * else of the folder `schema`. Throws a `StartupError` that lists every mistake by file and line.
 */
export async function findOwnSchema({ schema, roleEnum, config }: SchemaOptions): Promise<OwnSchema> {
  if (schema !== undefined && config !== undefined)
    throw new StartupError(['--schema names SDL, and --config names a server with its own SDL. Use only one of them.']);
  const file = schema === undefined ? findConfigFile(config) : undefined;
  if (file === undefined) return ofPlaces(schema ?? [SCHEMA], roleEnum);
  if (roleEnum !== undefined)
    throw new StartupError([`--role-enum is only for the SDL of --schema. The roles of ${file} are its enum Role.`]);
  // The code of a server is read where there is one, and nowhere else.
  return (await import('./project-schema.js')).ofProject(file);
}

function ofPlaces(places: readonly string[], roleEnum: string | undefined): OwnSchema {
  return {
    name: places.join(', '),
    // Of a git revision alone, the folder that it is by default.
    compile: () => readSchema(places, { paths: [SCHEMA], roleEnum }),
    compileOther: (place) => readSchema([place], { paths: places, roleEnum }),
  };
}
