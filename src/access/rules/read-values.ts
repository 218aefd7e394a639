import {
  type ConstArgumentNode,
  type ConstObjectFieldNode,
  type ConstObjectValueNode,
  type ConstValueNode,
  Kind,
  print,
} from 'graphql';

/** An argument of a directive, or a key of one of our inputs. */
export type PartNode = ConstArgumentNode | ConstObjectFieldNode;

/** Takes down a mistake at a node: what is wrong, and the mend. */
export type Report = (node: PartNode | ConstValueNode, problem: string, mend: string) => void;

/** The parts by name. An unknown one, and one that is there twice, are mistakes. */
export function partsByName(
  nodes: readonly PartNode[],
  known: readonly string[],
  report: Report,
): ReadonlyMap<string, PartNode> {
  const parts = new Map<string, PartNode>();
  for (const node of nodes) {
    const name = node.name.value;
    if (!known.includes(name))
      report(node, `@auth does not accept "${name}" here.`, `Choose from ${known.join(', ')}.`);
    if (parts.has(name))
      report(node, `@auth has "${name}" twice.`, 'Write it once, or repeat @auth: all of its rules must hold.');
    parts.set(name, node);
  }
  return parts;
}

/** The name of an enum value; undefined, and a mistake, if it is something else. */
export function enumName({ name, value }: PartNode, report: Report): string | undefined {
  // In code it is a text: builders that make nodes of it do not know the types of arguments. Such a node is in no file.
  if (value.kind === Kind.ENUM || (value.kind === Kind.STRING && !value.loc)) return value.value;
  report(
    value,
    `@auth's ${name.value} cannot be ${print(value)}.`,
    `Write a role without quotes, or leave ${name.value} out.`,
  );
  return undefined;
}

/** A text that is not empty; undefined, and a mistake, if it is something else. */
export function text({ name, value }: PartNode, what: string, report: Report): string | undefined {
  if (value.kind === Kind.STRING && value.value !== '') return value.value;
  report(value, `@auth's ${name.value} cannot be ${print(value)}.`, `Write ${what} in quotes.`);
  return undefined;
}

/** Texts, one at least; by GraphQL's rules a single one may stand for a list of one. */
export function texts({ name, value }: PartNode, what: string, report: Report): readonly string[] {
  return itemsOf({ name, value } as PartNode, report).flatMap((item) => {
    if (item.kind === Kind.STRING) return [item.value];
    report(item, `@auth's ${name.value} cannot contain ${print(item)}.`, `Write ${what} in quotes.`);
    return [];
  });
}

/** Objects, one at least. */
export function objects(part: PartNode, example: string, report: Report): readonly ConstObjectValueNode[] {
  return itemsOf(part, report).flatMap((item) => {
    if (item.kind === Kind.OBJECT && item.fields.length > 0) return [item];
    report(item, `${part.name.value} has ${print(item)}, which is not a rule.`, `Write ${example}.`);
    return [];
  });
}

function itemsOf({ name, value }: PartNode, report: Report): readonly ConstValueNode[] {
  const items = value.kind === Kind.LIST ? value.values : [value];
  if (items.length === 0) report(value, `${name.value} is empty.`, 'Add at least one value, or remove it.');
  return items;
}
