import type { IntrospectionQuery } from 'graphql';

/** Whether a query or a mutation may begin with a field of this name. */
export function hasRootField({ __schema: schema }: IntrospectionQuery, name: string): boolean {
  const roots = [schema.queryType.name, schema.mutationType?.name];
  return schema.types.some(
    (type) => type.kind === 'OBJECT' && roots.includes(type.name) && type.fields.some((field) => field.name === name),
  );
}
