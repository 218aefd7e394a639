import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { contentsOf, type Package, packages } from '../../packages/packages.mjs';
import { readSourceFiles } from './source-files.js';

const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);
const files = readSourceFiles();

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
}

const manifestOf = (name: string) => packages.find(({ manifest }) => manifest.name === name)?.manifest;

/** What `npm install` brings, beside the package itself and its peers. */
function installedWith(name: string, found = new Set<string>()): ReadonlySet<string> {
  const { dependencies = {} } = manifestOf(name) ?? lock.packages[`node_modules/${name}`] ?? {};
  for (const each of Object.keys(dependencies)) if (!found.has(each)) installedWith(each, found.add(each));
  return found;
}

const isNative = (name: string) => {
  const { hasInstallScript, os } = lock.packages[`node_modules/${name}`] ?? {};
  return hasInstallScript === true || os !== undefined;
};

/** The packages that its files import when they run. */
function importsOf(of: Package): ReadonlySet<string> {
  const { own, foreign } = contentsOf(of);
  const imported = files.filter(({ path }) => own.has(path)).flatMap(({ runtimeImports }) => runtimeImports);
  const theirs = imported.filter((name) => !name.endsWith('.ts') && !name.startsWith('node:'));
  return new Set([...theirs, ...foreign.values()].map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name));
}

describe('the packages', () => {
  test('have one version, and depend on each other at it', () => {
    const [{ manifest: { version = '' } = {} } = {}] = packages;
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    for (const { manifest } of packages) {
      const ours = Object.entries(manifest.dependencies ?? {}).filter(([name]) => name.startsWith('@portcullis/'));
      expect([manifest.name, manifest.version, ours]).toEqual([
        manifest.name,
        version,
        ours.map(([name]) => [name, version]),
      ]);
    }
  });

  test.each(packages.map((each) => [each.manifest.name, each] as const))(
    '%s says what it is, and is built before it is packed',
    (_, { manifest, isServer }) => {
      expect(manifest.description).toMatch(/^[A-Z].+\.$/);
      expect(manifest.keywords.length).toBeGreaterThan(2);
      expect(manifest.repository.url).toMatch(/^git\+https:.*\.git$/);
      expect(manifest.engines).toEqual({ node: '>=20.19' });
      expect(manifest.files).toEqual(expect.arrayContaining(['dist', 'CHANGELOG.md']));
      expect(manifest.scripts.prepack).toBe(`npm ${isServer ? '' : '--prefix ../.. '}run --silent build`);
    },
  );

  test.each(packages.map((each) => [each.manifest.name, each] as const))(
    '%s asks for the packages that it imports',
    (_, each) => {
      const { dependencies, optionalDependencies, peerDependencies } = each.manifest;
      const asked = new Set(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }));
      const used = importsOf(each);
      expect([...used].filter((name) => !asked.has(name))).toEqual([]);
      // Those that only types are taken from, one that is there for its version, and one that may be absent.
      const silent = ['@graphql-tools/utils', '@graphql-tools/merge', '@urql/core', 'graphql', 'better-sqlite3'];
      expect([...asked].filter((name) => !used.has(name) && !silent.includes(name))).toEqual([]);
    },
  );

  test('leave graphql to the project', () => {
    const both = { graphql: '^16.11.0 || ^17.0.0' };
    const { peerDependencies: clients = {}, peerDependenciesMeta } = manifestOf('@portcullis/client') ?? {};
    expect(Object.fromEntries(packages.map(({ manifest }) => [manifest.name, manifest.peerDependencies]))).toEqual({
      '@portcullis/errors': undefined,
      '@portcullis/access': both,
      '@portcullis/tokens': undefined,
      '@portcullis/client': { ...clients, ...both },
      portcullis: { graphql: '^16.11.0' },
    });
    // Its types alone; and each other client for its own link.
    expect(peerDependenciesMeta).toEqual(
      Object.fromEntries(Object.keys(clients).map((name) => [name, { optional: true }])),
    );
  });

  test('say of each dependency with an install script whether it is run', () => {
    const withScripts = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    const names = withScripts.map(([path]) => path.replace(/^.*node_modules\//, ''));
    const { allowScripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(Object.keys(allowScripts).sort()).toEqual([...new Set(names)].sort());
    // One that is not allowed does without: it checks how a version is written, or builds what npm brings built.
    const denied = Object.keys(allowScripts).filter((name) => allowScripts[name] !== true);
    expect(denied).toEqual(['@apollo/protobufjs', '@parcel/watcher', 'esbuild']);
  });

  test('are light, but for the server', () => {
    expect([...installedWith('@portcullis/access')]).toEqual(['@portcullis/errors']);
    expect([...installedWith('@portcullis/client')]).toEqual([]);
    const light = packages
      .filter(({ isServer }) => !isServer)
      .flatMap(({ manifest }) => [...installedWith(manifest.name)]);
    expect(light.filter(isNative)).toEqual([]);
    expect(['@node-rs/argon2', 'better-sqlite3'].filter(isNative)).toEqual(['better-sqlite3']);
    expect(installedWith('portcullis').size).toBeGreaterThan(50);
  });
});
