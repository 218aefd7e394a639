import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  OperationTypeNode,
} from 'graphql';
import { locationOf } from '../rules/mistakes.js';
import { isRootType } from '../rules/written-rules.js';
import type { CompiledSchema } from './compile-schema.js';
import { limitText } from './limit-text.js';
import type { MatrixCell, MatrixRow, MatrixType } from './matrix.js';
import type { Reach } from './reach.js';
import { clauseText, ruleText } from './rule-text.js';
import type { Remainder } from './standing.js';

/** What the rows are made of: the rules, and how far each viewer comes. */
export interface RowSource extends CompiledSchema {
  readonly columns: readonly Reach[];
  /** True of a place that is no field and still has a row: it has a rule, or had one in what this is compared with. */
  readonly isRuled: (coordinate: string) => boolean;
}

/** A type with its rows: none if it has no fields to ask for and no rules. */
export function rowsOfType(source: RowSource, type: GraphQLNamedType): MatrixType {
  const { name } = type;
  if (isObjectType(type)) {
    const operation = operationOf(source.schema, type);
    return {
      name,
      ...(operation ? { kind: 'root', operation } : { kind: 'object' }),
      rows: Object.keys(type.getFields()).flatMap((field) => fieldRows(source, type, field)),
    };
  }
  const ruled = (coordinate: string, kind: MatrixRow['kind'], node: Node) =>
    ruledRow(source, coordinate, kind, node, (reach) => cellOf(reach.standing(coordinate), reach.reaches(type)));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const rows = fields.flatMap((field) => ruled(`${name}.${field.name}`, 'inputField', field.astNode));
    return { name, kind: 'input', rows };
  }
  if (isEnumType(type)) {
    const values = type.getValues().flatMap((value) => ruled(`${name}.${value.name}`, 'enumValue', value.astNode));
    return { name, kind: 'enum', rows: [...ruled(name, 'enum', type.astNode), ...values] };
  }
  return { name, kind: 'scalar', rows: isScalarType(type) ? ruled(name, 'scalar', type.astNode) : [] };
}

function operationOf(schema: GraphQLSchema, type: GraphQLObjectType): MatrixType['operation'] {
  return Object.values(OperationTypeNode).find((operation) => schema.getRootType(operation) === type);
}

/** The field, and after it those of its arguments that have a rule. */
function fieldRows(source: RowSource, type: GraphQLObjectType, name: string): readonly MatrixRow[] {
  const field = type.getFields()[name];
  if (!field) return [];
  const { schema, table } = source;
  const coordinate = `${type.name}.${name}`;
  const own = rowOf(source, coordinate, 'field', field.astNode, (reach) =>
    cellOf(reach.field(type, field), reach.reaches(type)),
  );
  const isOpenRoot = isRootType(schema, type) && own.clauses.length === 0;
  const mark = isOpenRoot ? (table.unmarked.includes(coordinate) ? 'unmarked' : 'public') : null;
  const isAsked = (reach: Reach) => reach.reaches(type) && reach.standing(coordinate) !== 'refused';
  const args = field.args.flatMap((argument) => {
    const at = `${coordinate}(${argument.name}:)`;
    return ruledRow(source, at, 'argument', argument.astNode, (reach) => cellOf(reach.standing(at), isAsked(reach)));
  });
  const needs = [...new Set(source.columns.flatMap((reach) => reach.lacking(type, field)))];
  const limit = limitText(schema, field);
  return [{ ...own, mark, needs, ...(limit !== undefined && { limit }) }, ...args];
}

type Node = { readonly name: Parameters<typeof locationOf>[0] } | null | undefined;
type CellOf = (reach: Reach) => MatrixCell;

function ruledRow(source: RowSource, coordinate: string, kind: MatrixRow['kind'], node: Node, cell: CellOf) {
  return source.isRuled(coordinate) ? [rowOf(source, coordinate, kind, node, cell)] : [];
}

function rowOf(
  { table, columns }: RowSource,
  coordinate: string,
  kind: MatrixRow['kind'],
  node: Node,
  cell: CellOf,
): MatrixRow {
  const rule = table.rules.get(coordinate) ?? [];
  return {
    coordinate,
    kind,
    location: locationOf(node?.name),
    mark: null,
    rule: ruleText(rule),
    needs: [],
    clauses: rule.map((clause) => ({ text: clauseText(clause), anyOf: clause.anyOf, ...clause.source })),
    cells: columns.map(cell),
  };
}

/** A refusal holds whatever way may lead there some day, so it goes before. */
function cellOf(remainder: Remainder, isReached: boolean): MatrixCell {
  if (remainder === 'refused') return { access: 'refused' };
  if (!isReached) return { access: 'unreachable' };
  return remainder.length === 0 ? { access: 'allowed' } : { access: 'depends', on: ruleText(remainder) };
}
