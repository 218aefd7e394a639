// In place of a Hasura, which CI does not have: what permissions of its metadata answer, as far as a page of docs/migrating
// uses them. It writes nothing: a mutation answers the row that it would leave.
import { getOperationAST, parse, valueFromASTUntyped } from 'graphql';

const OPERATORS = { _eq: (value, operand) => value !== null && value === operand };
const KINDS = [
  [/^insert_(\w+)_one$/, insertOne],
  [/^update_(\w+)_by_pk$/, updateByKey],
  [/^(\w+)_by_pk$/, selectByKey],
  [/^(\w+)_aggregate$/, aggregate],
  [/^(\w+)$/, select],
];

class Refusal extends Error {
  constructor(code, path, message) {
    super(message);
    this.extensions = { code, path };
  }
}

/** `metadata` is what the files of the tables say, `rowsOf` gives all rows of a table by their key. */
export function hasura(metadata, rowsOf) {
  return async (operation, session) => {
    const { selectionSet } = getOperationAST(parse(operation));
    try {
      const fields = selectionSet.selections.map((field) => decide(field, metadata, session));
      const entries = fields.map(async ({ key, table, answer }) => [key, answer(await rowsOf(table))]);
      return { data: Object.fromEntries(await Promise.all(entries)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { errors: [{ message: error.message, extensions: error.extensions }] };
    }
  };
}

/** Everything is decided before a row is read, as a schema of the role would have it. */
function decide(field, metadata, session) {
  const name = field.name.value;
  const [pattern, kind] = KINDS.find(([each]) => each.test(name));
  const [, tableName] = pattern.exec(name);
  const table = metadata.find((each) => each.table.name === tableName);
  const path = `$.selectionSet.${name}`;
  const args = Object.fromEntries(
    (field.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]),
  );
  const context = { name, table, path, args, session, selection: field.selectionSet.selections };
  return { key: name, table: tableName, answer: kind(context) };
}

function permissionOf({ table, name, path, session }, kind, root) {
  const permission = table?.[`${kind}_permissions`]?.find(({ role }) => role === session['x-hasura-role'])?.permission;
  if (permission) return permission;
  throw new Refusal('validation-failed', path, `field '${name}' not found in type: '${root}'`);
}

function requireColumns(names, columns, type, path) {
  const unknown = names.find((name) => !columns.includes(name));
  if (unknown === undefined) return;
  throw new Refusal('validation-failed', `${path}.${unknown}`, `field '${unknown}' not found in type: '${type}'`);
}

/** How a row is answered by the select permission of the role. */
function projection(context) {
  const { columns } = permissionOf(context, 'select', 'query_root');
  const names = context.selection.map(({ name }) => name.value);
  requireColumns(names, columns, context.table.table.name, `${context.path}.selectionSet`);
  return (row) => Object.fromEntries(names.map((name) => [name, row[name]]));
}

function select(context) {
  const { filter, limit = Infinity } = permissionOf(context, 'select', 'query_root');
  const project = projection(context);
  const most = Math.min(limit, context.args.limit ?? Infinity);
  return (rows) =>
    rows
      .filter((row) => holds(filter, row, context.session))
      .slice(0, most)
      .map(project);
}

function selectByKey(context) {
  const { filter } = permissionOf(context, 'select', 'query_root');
  const project = projection(context);
  return (rows) => {
    const row = rows.find(({ id }) => id === Number(context.args.id));
    return row && holds(filter, row, context.session) ? project(row) : null;
  };
}

function aggregate(context) {
  const { filter, allow_aggregations: isAllowed = false } = permissionOf(context, 'select', 'query_root');
  if (!isAllowed) permissionOf({ ...context, table: undefined }, 'select', 'query_root');
  return (rows) => ({ aggregate: { count: rows.filter((row) => holds(filter, row, context.session)).length } });
}

function insertOne(context) {
  const { columns, check, set } = permissionOf(context, 'insert', 'mutation_root');
  const { object } = context.args;
  requireColumns(
    Object.keys(object),
    columns,
    `${context.table.table.name}_insert_input`,
    `${context.path}.args.object`,
  );
  const project = projection(context);
  return () => {
    const presets = Object.entries(set).map(([column, value]) => [column, operandOf(value, context.session)]);
    const row = { published: false, ...object, ...Object.fromEntries(presets) };
    if (holds(check, row, context.session)) return project(row);
    throw new Refusal(
      'permission-error',
      `${context.path}.args.object`,
      'check constraint of an insert/update permission has failed',
    );
  };
}

function updateByKey(context) {
  const { columns, filter } = permissionOf(context, 'update', 'mutation_root');
  const { pk_columns: key, _set: changes } = context.args;
  requireColumns(Object.keys(changes), columns, `${context.table.table.name}_set_input`, `${context.path}.args._set`);
  const project = projection(context);
  return (rows) => {
    const row = rows.find(({ id }) => id === Number(key.id));
    return row && holds(filter, row, context.session) ? project({ ...row, ...changes }) : null;
  };
}

function holds(filter, row, session) {
  return Object.entries(filter).every(([key, value]) => {
    if (key === '_or') return value.some((each) => holds(each, row, session));
    return Object.entries(value).every(([operator, operand]) =>
      OPERATORS[operator](row[key], operandOf(operand, session)),
    );
  });
}

/** A session variable stands for its value. */
function operandOf(operand, session) {
  if (typeof operand !== 'string' || !/^x-hasura-/i.test(operand)) return operand;
  const value = session[operand.toLowerCase()];
  if (value === undefined) throw new Refusal('not-found', '$', `missing session variable: "${operand.toLowerCase()}"`);
  return value;
}
