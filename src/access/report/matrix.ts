import { type GraphQLNamedType, isIntrospectionType } from 'graphql';
import type { Condition } from '../rules/condition.js';
import { scopesOfRoles } from '../rules/grants.js';
import type { RuleSource } from '../rules/rule.js';
import type { CompiledSchema } from './compile-schema.js';
import { type Reach, reachOf } from './reach.js';
import { type RowSource, rowsOfType } from './rows.js';
import { everybody, type Somebody } from './standing.js';

/** Who may ask what: every field of every object type, and whatever else has a rule, for everybody. */
export interface AccessMatrix {
  /** Raised when a part changes its meaning or goes. */
  readonly version: 1;
  /** The columns. */
  readonly viewers: readonly Somebody[];
  /** The scopes that roles bring, in order. */
  readonly scopes: readonly MatrixScope[];
  /** Those with rows: the root types first, then by their order in the SDL. */
  readonly types: readonly MatrixType[];
}

export interface MatrixScope {
  readonly scope: string;
  /** Where each `@grants` of it stands: the role's coordinate, and `file:line`. */
  readonly grantedBy: readonly RuleSource[];
}

export interface MatrixType {
  readonly name: string;
  readonly kind: 'root' | 'object' | 'input' | 'enum' | 'scalar';
  /** Of a root type: what is asked of it. */
  readonly operation?: 'query' | 'mutation' | 'subscription';
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  /** `User.email`, `Query.users(search:)`, `UserPatch.roles`, `Role`, `Role.ADMIN`. */
  readonly coordinate: string;
  readonly kind: 'field' | 'argument' | 'inputField' | 'enum' | 'enumValue' | 'scalar';
  /** `file:line` where it is declared. */
  readonly location: string;
  /** Of a root field without a rule: if it says that it is for anyone, or says nothing. Else null. */
  readonly mark: 'public' | 'unmarked' | null;
  /** The effective rule as text; empty if it asks for nothing. */
  readonly rule: string;
  /** How often the field may be asked for, where a server's `@limit` says so: `5 a minute`. */
  readonly limit?: string;
  /** The arguments that a field cannot be asked without, and that not everybody may send. */
  readonly needs: readonly string[];
  /** The rule by its parts. All of them must hold. */
  readonly clauses: readonly MatrixClause[];
  /** One for each of the viewers, in their order. */
  readonly cells: readonly MatrixCell[];
}

export interface MatrixClause {
  readonly text: string;
  /** One of these is enough; of one, all must hold. */
  readonly anyOf: readonly (readonly Condition[])[];
  /** Where the `@auth` stands that says it: the coordinate, and `file:line`. */
  readonly coordinate: string;
  readonly location: string;
}

export type MatrixCell =
  | { readonly access: 'allowed' | 'refused' }
  /** No rule refuses it, but no way from a root field leads there. */
  | { readonly access: 'unreachable' }
  /** The role does not decide it; `on` is what does. */
  | { readonly access: 'depends'; readonly on: string };

export function createMatrix(compiled: CompiledSchema): AccessMatrix {
  return matrixOf({ ...compiled, columns: columnsOf(compiled), isRuled: (place) => compiled.table.rules.has(place) });
}

/** How far each viewer of the matrix comes. */
export function columnsOf({ schema, table }: CompiledSchema): readonly Reach[] {
  return everybody(table).map((viewer) => reachOf(schema, table, viewer));
}

export function matrixOf(source: RowSource): AccessMatrix {
  const { schema, table } = source;
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const ordered = new Set<GraphQLNamedType>([...roots.flatMap((root) => root ?? []), ...types]);
  const rows = [...ordered].map((type) => rowsOfType(source, type));
  const withRows = rows.filter((type) => type.rows.length > 0);
  return { version: 1, viewers: everybody(table), scopes: scopesIn(table), types: withRows };
}

function scopesIn({ grants }: CompiledSchema['table']): readonly MatrixScope[] {
  const all = [...grants.values()].flat();
  return scopesOfRoles({ grants }, grants.keys()).map((scope) => ({
    scope,
    grantedBy: [...new Set(all.flatMap((grant) => (grant.scope === scope ? [grant.source] : [])))],
  }));
}
