import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from '@jest/globals';
import type { Module } from '../../src/module/index.js';

/** A module as a user of this server would add it, with an SDL file of its own until the test file ends. */
export function createTestModule({
  sdl,
  ...module
}: Omit<Module, 'name' | 'typeDefs'> & { readonly sdl: string }): Module {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-module-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'test.graphql');
  writeFileSync(path, sdl);
  return Object.freeze({ name: 'test', typeDefs: pathToFileURL(path), ...module });
}
