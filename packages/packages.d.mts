/** One published package: where it stands, and what it offers by the name that it is imported by. */
export interface Package {
  readonly folder: string;
  readonly manifest: {
    readonly name: string;
    readonly version: string;
    readonly license: string;
    readonly description: string;
    readonly keywords: readonly string[];
    readonly repository: { readonly type: string; readonly url: string; readonly directory?: string };
    readonly engines: Readonly<Record<string, string>>;
    readonly files: readonly string[];
    readonly scripts: Readonly<Record<string, string>>;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
    readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  };
  readonly entries: ReadonlyMap<string, string>;
  readonly isServer: boolean;
}

export const ROOT: string;
export const packages: readonly Package[];

/** The files of `src/` in a package, and those that another package offers, by the name of the offer. */
export function contentsOf(of: Package): {
  readonly own: ReadonlySet<string>;
  readonly foreign: ReadonlyMap<string, string>;
};
