import { existsSync } from 'node:fs';
import type { AccessMatrix } from '../access/report/index.js';
import { StartupError } from '../errors.js';
import { findFileInCommit, findFileInRepository } from './git.js';
import { readLinkTemplate } from './link-template.js';

/** Where the file of a location is in its repository. */
interface Found {
  readonly revision: string;
  readonly file: string;
}

/**
 * The addresses of the lines that the matrices name, by `--link`. A file of a git revision is linked as it was there, and
 * any other as it is in the last commit of its repository. What is in no repository has no address; a `StartupError` says
 * so if nothing has one.
 */
export async function createSourceLinks(
  template: string,
  matrices: readonly AccessMatrix[],
  places: readonly string[],
): Promise<(location: string) => string | undefined> {
  const { asksForRevision, addressOf } = readLinkTemplate(template);
  const locations = new Set(matrices.flatMap(locationsIn));
  const files = new Set([...locations].flatMap((location) => split(location)?.file ?? []));
  const found = new Map<string, Found | undefined>();
  for (const file of files) found.set(file, await findFile(file, places));
  if ([...found.values()].every((each) => each === undefined)) {
    const why = `None of the files of the schema (${[...files].slice(0, 3).join(', ')}) is in the last commit of a git repository`;
    throw new StartupError([
      `--link: ${why}, so ${asksForRevision ? '{revision}' : '{file}'} cannot be determined. Commit them first.`,
    ]);
  }
  return (location) => {
    const line = split(location);
    const at = line && found.get(line.file);
    return at && addressOf({ ...at, line: line.line });
  };
}

function locationsIn({ types }: AccessMatrix): readonly string[] {
  return types.flatMap(({ rows }) =>
    rows.flatMap(({ location, clauses }) => [location, ...clauses.map((clause) => clause.location)]),
  );
}

function split(location: string): { readonly file: string; readonly line: number } | undefined {
  const [, file, line] = /^(.+):(\d+)$/s.exec(location) ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}

/** A path that exists goes before a revision, as where the schema is read. */
async function findFile(file: string, places: readonly string[]): Promise<Found | undefined> {
  const [, revision = '', path = ''] = /^([^:]+):(.+)$/s.exec(file) ?? [];
  if (revision === '' || existsSync(file)) return findFileInRepository(file);
  // `main:schema` counts from the root of the repository, `main:./schema` and `main` alone from here.
  const isFromRoot = places.some((place) => place.startsWith(`${revision}:`) && !place.startsWith(`${revision}:.`));
  return findFileInCommit(revision, path, isFromRoot);
}
