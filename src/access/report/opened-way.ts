import { isObjectType } from 'graphql';
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
  if (was.reaches(type)) return neededBefore(sides, coordinate, before);
  let step = is.stepTo(type);
  while (step && !was.reaches(step.from)) step = is.stepTo(step.from);
  return step ? [step.by] : [];
}

/** The arguments that the field lacked. */
function neededBefore({ was }: Sides, coordinate: string, column: number): readonly string[] {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = was.schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!isObjectType(type) || !field) return [];
  return (was.columns[column]?.lacking(type, field) ?? []).map((name) => `${coordinate}(${name}:)`);
}
