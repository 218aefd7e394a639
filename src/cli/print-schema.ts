import { writeFile } from 'node:fs/promises';
import { printSdl } from '../server/schema/print-sdl.js';
import { type ProjectOptions, readProject } from './project.js';

export interface PrintOptions extends ProjectOptions {
  readonly out?: string;
}

/** A file is written once the SDL is whole, so that a mistake leaves what was there. */
export async function printSchema({ out, config }: PrintOptions): Promise<void> {
  const { modules, roles } = await readProject({ config });
  const sdl = printSdl({ modules, roles });
  if (out === undefined) process.stdout.write(sdl);
  else await writeFile(out, sdl);
}
