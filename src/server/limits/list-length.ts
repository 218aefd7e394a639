import { type ArgumentNode, type ConstValueNode, Kind, type ValueNode, type VariableDefinitionNode } from 'graphql';
import { hasProperties } from '../../values/value-kinds.js';
import type { Sizing, SlicingArgument, SlicingStep } from '../schema/field-costs.js';
import type { CostProgram, Term, Variables } from './cost-program.js';

/** The variables of an operation, and their defaults. */
export type VariableDefaults = ReadonlyMap<string, ConstValueNode | undefined>;

export function defaultsOf(definitions: readonly VariableDefinitionNode[] = []): VariableDefaults {
  return new Map(definitions.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]));
}

/** How long a list is, by the arguments that its field has. */
export function lengthOf(
  { slicingArguments, assumedSize, isOneRequired }: Sizing,
  args: readonly ArgumentNode[],
  defaults: VariableDefaults,
  program: CostProgram,
): Term {
  const written = slicingArguments.map((steps) => writtenAs(steps, args, defaults));
  const length = (values: readonly unknown[]): number => {
    const given = values.filter((value) => value !== null && value !== undefined);
    if (isOneRequired && given.length !== 1) return Number.POSITIVE_INFINITY;
    // A resolver may take 0 for none, and a database a negative number for all: neither makes a list shorter.
    const sizes = given.map((value) => (typeof value === 'number' && value > 0 ? value : assumedSize));
    return sizes.length > 0 ? Math.max(...sizes) : assumedSize;
  };
  if (!written.some(isRead)) return length(written);
  return program.input((variables) => length(written.map((value) => (isRead(value) ? value(variables) : value))));
}

type Read = (variables: Variables) => unknown;

function isRead(value: unknown): value is Read {
  return typeof value === 'function';
}

/** The value, or how it is read. One that is no Int is refused when it is coerced, and does not count. */
function writtenAs(steps: SlicingArgument, args: readonly ArgumentNode[], defaults: VariableDefaults): unknown {
  const written = args.find(({ name }) => name.value === steps[0].name)?.value;
  return valueAt(written, steps, defaults);
}

/** Of the first step, which is written as this, the value that the others lead to; where it is left out, its default. */
function valueAt(node: ValueNode | undefined, [step, ...steps]: SlicingArgument, defaults: VariableDefaults): unknown {
  if (node === undefined) return valueIn(step.byDefault, steps);
  if (node.kind === Kind.VARIABLE) return variableOf(node.name.value, [step, ...steps], defaults);
  const [next, ...others] = steps;
  if (!next) return node.kind === Kind.INT ? Number(node.value) : null;
  if (node.kind !== Kind.OBJECT) return null;
  const inner = node.fields.find(({ name }) => name.value === next.name)?.value;
  return valueAt(inner, [next, ...others], defaults);
}

function variableOf(name: string, steps: SlicingArgument, defaults: VariableDefaults): Read {
  const ifAbsent = valueAt(defaults.get(name), steps, defaults);
  const [, ...inside] = steps;
  return (variables) => (Object.hasOwn(variables, name) ? valueIn(variables[name], inside) : ifAbsent);
}

/** What the steps lead to in a value as it was sent, or as a default is. */
function valueIn(value: unknown, steps: readonly SlicingStep[]): unknown {
  const [step, ...others] = steps;
  if (!step) return value;
  if (!hasProperties(value)) return null;
  const inner = Object.hasOwn(value, step.name) ? value[step.name] : undefined;
  return valueIn(inner === undefined ? step.byDefault : inner, others);
}
