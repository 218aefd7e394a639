import type { GraphQLField } from 'graphql';
import { isObject } from '../../values/value-kinds.js';

/** The options of typescript-resolvers that decide what its types are called. */
export interface NamingOptions {
  readonly contextType?: string;
  readonly typesPrefix?: string;
  readonly typesSuffix?: string;
  readonly addUnderscoreToArgsType?: boolean;
  readonly namingConvention?: unknown;
  readonly namespacedImportName?: unknown;
}

/** What typescript-resolvers calls its types. A test compares this with what it writes. */
export interface ResolverNames {
  /** The type of the context. */
  readonly context: string;
  /** The type of a GraphQL type, or one of the plugin's own. */
  of(name: string): string;
  /** The arguments that a resolver of the field gets. */
  argumentsOf(type: string, field: GraphQLField<unknown, unknown>): string;
}

/** Throws a `TypeError` for options whose names are not known here: wrong names would be worse than none. */
export function resolverNames(options: NamingOptions): ResolverNames {
  const { contextType, typesPrefix = '', typesSuffix = '', addUnderscoreToArgsType = false } = options;
  const convert = namingConvention(options);
  const of = (name: string) => `${typesPrefix}${convert(name)}${typesSuffix}`;
  return {
    context: contextType ? contextName(contextType) : 'unknown',
    of,
    argumentsOf: (type, { name, args }) => {
      const all = of(`${type}${addUnderscoreToArgsType ? '_' : ''}${convert(name)}Args`);
      const required = args.filter(({ astNode }) => astNode?.defaultValue || astNode?.type.kind === 'NonNullType');
      if (required.length === 0) return `Partial<${all}>`;
      return `RequireFields<${all}, ${required.map((argument) => `'${argument.name}'`).join(' | ')}>`;
    },
  };
}

function namingConvention({ namingConvention, namespacedImportName }: NamingOptions): (name: string) => string {
  if (namespacedImportName) throw unsupported('namespacedImportName', 'the types are in the same file');
  const isByKind = isObject(namingConvention);
  const { typeNames, transformUnderscore }: { typeNames?: unknown; transformUnderscore?: unknown } = isByKind
    ? namingConvention
    : { typeNames: namingConvention };
  if (typeNames === 'keep') return (name) => name;
  const isDefault = !typeNames && !transformUnderscore;
  if (isDefault || (!isByKind && typeNames === 'change-case-all#pascalCase')) return pascalCase;
  throw unsupported('namingConvention', 'type names are in PascalCase or kept as they are');
}

function unsupported(option: string, condition: string): TypeError {
  return new TypeError(
    `portcullis/codegen cannot know the names that ${option} makes. It works only where ${condition}.`,
  );
}

/** Word by word, `userIDs` to `UserIDs`, `HTTPServer` to `HttpServer`; underscores stay. */
export function pascalCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[A-Za-z0-9]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .replaceAll(' ', '');
}

/** `path#Name`, `path#Name as Alias`, `path#default`, `path#Namespace.Name`, or a type as it is written. */
function contextName(contextType: string): string {
  const [, ...path] = contextType.replace('\\#', '').split('#');
  if (path.length === 0) return contextType;
  const name = path.join('.').trim();
  const alias = /\sas\s+(\S+)$/.exec(name)?.[1];
  return alias ?? (name === 'default' ? 'ContextType' : name);
}
