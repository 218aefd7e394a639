import { concatAST, type DocumentNode, type GraphQLSchema, Kind, parse, Source, validateSchema } from 'graphql';
import { accessTypeDefs } from '../access/index.js';
import { type CompiledSchema, compileSchema } from '../access/report/index.js';
import { StartupError } from '../errors.js';
import { withExtendedRoles } from '../server/schema/extended-roles.js';
import { buildSdl, parseSdl, stopIfAny } from '../server/schema/sdl.js';
import { federationDefinitions } from './federation-sdl.js';
import { readSources } from './sdl-source.js';

export interface ReadOptions {
  /** What a git revision without a path is for. */
  readonly paths: readonly string[];
  /** The enum of roles, for SDL that leaves the definition of `@auth` to `accessTypeDefs()`. */
  readonly roleEnum?: string | undefined;
}

/**
 * The schema of files, folders or git revisions, together, and its compiled rules. Needs no resolvers and no policies.
 * Throws a `StartupError` that lists every mistake by file and line.
 */
export async function readSchema(places: readonly string[], { paths, roleEnum }: ReadOptions): Promise<CompiledSchema> {
  const sdl = await readDocument(places, paths);
  const place = places.join(', ');
  const federation = federationDefinitions(sdl);
  const document = federation ? concatAST([federation, sdl]) : sdl;
  if (!definesAuth(document)) return compile(place, buildWithRoles(document, place, roleEnum));
  if (roleEnum === undefined) return compile(place, buildSdl(document));
  throw new StartupError([`${place} defines @auth itself, and with it the enum of roles. Omit --role-enum.`]);
}

/** The SDL of all these places as one document. */
export async function readDocument(places: readonly string[], paths: readonly string[]): Promise<DocumentNode> {
  const sources = await Promise.all(places.map((place) => readSources(place, paths)));
  return withExtendedRoles(parseSdl(sources.flat()));
}

function compile(place: string, schema: GraphQLSchema): CompiledSchema {
  stopIfAny(validateSchema(schema));
  try {
    return compileSchema(schema);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new StartupError([`${place}: ${error.message}`], { cause: error });
  }
}

function definesAuth({ definitions }: DocumentNode): boolean {
  return definitions.some((node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === 'auth');
}

/** Adds our definitions, as a library user does. */
function buildWithRoles(document: DocumentNode, place: string, roleEnum: string | undefined): GraphQLSchema {
  const enums = document.definitions.flatMap((node) =>
    node.kind === Kind.ENUM_TYPE_DEFINITION ? [node.name.value] : [],
  );
  if (roleEnum !== undefined && !enums.includes(roleEnum)) {
    const mend = enums.length > 0 ? `Choose from ${enums.join(', ')}.` : 'It has no enum; omit --role-enum.';
    throw new StartupError([`--role-enum: ${place} has no enum ${roleEnum}. ${mend}`]);
  }
  const role = roleEnum ?? (enums.includes('Role') ? 'Role' : null);
  const definitions = parse(new Source(accessTypeDefs({ role }), 'accessTypeDefs()'));
  try {
    return buildSdl(concatAST([definitions, document]));
  } catch (error) {
    const asksForRoles =
      error instanceof StartupError && /"role" on directive "@auth"|"@(includes|grants)"/.test(error.message);
    if (!asksForRoles || role !== null) throw error;
    throw new StartupError([
      ...error.problems,
      `${place} has no enum Role. Name the enum of its roles: --role-enum NAME.`,
    ]);
  }
}
