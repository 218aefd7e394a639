import { isObjectType } from 'graphql';
import { roleCoordinate } from './role-coordinate.js';
import { columnBefore, gainedColumns, type Sides } from './sides.js';

/**
 * The fields and arguments by which a place can be used by those who could not use it before, though no rule of its own
 * changed: the first step of each new way to its type, or the argument that it needs.
 */
export function openedWays(sides: Sides, coordinate: string): readonly string[] {
  return [...new Set(gainedColumns(sides, coordinate).flatMap((index) => openedWay(sides, coordinate, index)))];
}

function openedWay(sides: Sides, coordinate: string, index: number): readonly string[] {
  const before = columnBefore(sides, index);
  const [was, is] = [sides.was.columns[before], sides.is.columns[index]];
  const [name = ''] = coordinate.split('.');
  const type = sides.is.schema.getType(name);
  if (!was || !is || !type) return [];
  if (was.reaches(type)) {
    const needed = neededBefore(sides, coordinate, before);
    return needed.length > 0 ? needed : grantingRole(sides, index);
  }
  let step = is.stepTo(type);
  while (step && !was.reaches(step.from)) step = is.stepTo(step.from);
  return step ? [step.by] : [];
}

/** The role of the column, which brings a scope that it did not bring before: nothing else opens a rule that is as it was. */
function grantingRole({ is }: Sides, index: number): readonly string[] {
  const viewer = is.matrix.viewers[index];
  return viewer?.kind === 'role' ? [roleCoordinate(is.schema, viewer.name)] : [];
}

/** The arguments that the field lacked. */
function neededBefore({ was }: Sides, coordinate: string, column: number): readonly string[] {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = was.schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!isObjectType(type) || !field) return [];
  return (was.columns[column]?.lacking(type, field) ?? []).map((name) => `${coordinate}(${name}:)`);
}
