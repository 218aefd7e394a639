import type { DocumentNode, FragmentDefinitionNode } from 'graphql';

/** A file with documents, as graphql-codegen gives it. */
export interface DocumentFile {
  readonly location?: string;
  readonly document?: DocumentNode;
}

export interface RightsOptions {
  /** Where the client is imported from; `portcullis/client` by default. */
  readonly clientFrom?: string;
  /** The module with the typed documents, for `roles`. */
  readonly documentsFrom?: string;
  /** Each document is there once more for each of these roles, in whose result is not null what the role is granted. */
  readonly roles?: readonly string[];
  /** Coordinates of fields that can be null though they are granted: `Query.user`, which may not be found. */
  readonly mayBeNull?: readonly string[];
  /** Fragments of other files, which graphql-codegen and its presets give of themselves. */
  readonly externalFragments?: readonly { readonly node: FragmentDefinitionNode }[];
}
