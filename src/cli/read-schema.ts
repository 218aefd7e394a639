import { concatAST, type DocumentNode, Kind, parse, Source, validateSchema } from 'graphql';
import { accessTypeDefs } from '../access/index.js';
import { type CompiledSchema, compileSchema } from '../access/report/index.js';
import { StartupError } from '../errors.js';
import { buildSdl, parseSdl, stopIfAny } from '../server/sdl.js';
import { readSources } from './sdl-source.js';

export interface ReadOptions {
  /** What a git revision without a path is for. */
  readonly path: string;
  /** The enum of roles, for SDL that leaves the definition of `@auth` to `accessTypeDefs()`. */
  readonly roleEnum?: string | undefined;
}

/**
 * The schema of a file, a folder or a git revision, and its compiled rules. Needs no resolvers and no policies. Throws
 * a `StartupError` that lists every mistake by file and line.
 */
export async function readSchema(place: string, { path, roleEnum }: ReadOptions): Promise<CompiledSchema> {
  const document = parseSdl(await readSources(place, path));
  const schema = buildSdl(withDefinitions(document, place, roleEnum));
  stopIfAny(validateSchema(schema));
  try {
    return compileSchema(schema);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new StartupError([`${place}: ${error.message}`], { cause: error });
  }
}

/** With our definitions, where a library user would add `accessTypeDefs()`. */
function withDefinitions(document: DocumentNode, place: string, roleEnum: string | undefined): DocumentNode {
  const isDefined = document.definitions.some(
    (node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === 'auth',
  );
  if (isDefined) {
    if (roleEnum === undefined) return document;
    throw new StartupError([`${place} defines @auth itself, and the enum of roles with it. Leave --role-enum out.`]);
  }
  const enums = document.definitions.flatMap((node) =>
    node.kind === Kind.ENUM_TYPE_DEFINITION ? [node.name.value] : [],
  );
  if (roleEnum !== undefined && !enums.includes(roleEnum)) {
    const mend = enums.length > 0 ? `Use one of ${enums.join(', ')}.` : 'It has no enum; leave --role-enum out.';
    throw new StartupError([`--role-enum: ${place} has no enum ${roleEnum}. ${mend}`]);
  }
  const role = roleEnum ?? (enums.includes('Role') ? 'Role' : null);
  return concatAST([parse(new Source(accessTypeDefs({ role }), 'accessTypeDefs()')), document]);
}
