import { type DocumentNode, type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { isObject } from '../../values/value-kinds.js';

/** What an answer shows nothing of, by path. */
export interface Nothing {
  /** An object or a list was asked for, and there is none. */
  readonly empty: readonly string[];
  /** A field that is in no object of the answer: it is skipped, or in a fragment of another type. */
  readonly unasked: readonly string[];
}

export function findNothing(document: DocumentNode, data: unknown): Nothing {
  const empty: string[] = [];
  /** By field; undefined once one of them was there. */
  const missing = new Map<FieldNode, string | undefined>();
  const fragments = new Map(document.definitions.filter(isFragment).map((each) => [each.name.value, each]));

  const visitSelections = ({ selections }: SelectionSetNode, object: unknown, path: string): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) visitField(node, object, path);
      else {
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
        if (fragment) visitSelections(fragment.selectionSet, object, path);
      }
    }
  };
  const visitField = (node: FieldNode, object: unknown, path: string): void => {
    const key = (node.alias ?? node.name).value;
    const place = path === '' ? key : `${path}.${key}`;
    const isThere = isObject(object) && Object.hasOwn(object, key);
    const isKnown = missing.has(node) && missing.get(node) === undefined;
    missing.set(node, isThere || isKnown ? undefined : place);
    if (isThere && node.selectionSet) visitBelow(node.selectionSet, Reflect.get(object, key), place);
  };
  const visitBelow = (below: SelectionSetNode, value: unknown, path: string): void => {
    if (value === null || (Array.isArray(value) && value.length === 0)) empty.push(path);
    else if (!Array.isArray(value)) visitSelections(below, value, path);
    else for (const [index, item] of value.entries()) visitBelow(below, item, `${path}.${index}`);
  };

  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) visitSelections(node.selectionSet, data, '');
  return { empty, unasked: [...missing.values()].flatMap((place) => place ?? []) };
}

function isFragment(node: DocumentNode['definitions'][number]): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}
