import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLError,
  type GraphQLSchema,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Metrics } from '../../module/index.js';

/** Told of what `@auth` refused of an operation. */
export type OnRefused = (document: DocumentNode, refusals: readonly GraphQLError[]) => void;

/** Counts what `@auth` refused, by the coordinate of the field. */
export function createRefusalMetrics(metrics: Metrics, schema: GraphQLSchema): OnRefused {
  const count = metrics.counter({
    name: 'portcullis_refusals_total',
    help: 'Fields that @auth refused, by coordinate and by reason, or by code where there is no reason.',
    labels: ['coordinate', 'reason'],
  });
  const coordinatesOf = createFieldCoordinates(schema);
  return (document, refusals) => {
    const coordinates = coordinatesOf(document);
    // Of a list each object is refused for itself: they are counted together.
    const numbers = new Map<string, number>();
    for (const { nodes, extensions } of refusals) {
      const node = nodes?.[0];
      const place = `${node && coordinates.get(node)} ${extensions.reason ?? extensions.code}`;
      numbers.set(place, (numbers.get(place) ?? 0) + 1);
    }
    for (const [place, number] of numbers) {
      const [coordinate = '', reason = ''] = place.split(' ');
      count({ coordinate, reason }, number);
    }
  };
}

/** The coordinates of all fields of a document, which are looked for once. */
function createFieldCoordinates(schema: GraphQLSchema): (document: DocumentNode) => ReadonlyMap<ASTNode, string> {
  const known = new WeakMap<DocumentNode, ReadonlyMap<ASTNode, string>>();
  return (document) => {
    const before = known.get(document);
    if (before) return before;
    const coordinates = new Map<ASTNode, string>();
    const typeInfo = new TypeInfo(schema);
    const Field = (node: FieldNode) => {
      coordinates.set(node, `${typeInfo.getParentType()?.name}.${node.name.value}`);
    };
    visit(document, visitWithTypeInfo(typeInfo, { Field }));
    known.set(document, coordinates);
    return coordinates;
  };
}
