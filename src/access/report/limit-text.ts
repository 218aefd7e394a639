import { type GraphQLField, type GraphQLSchema, Kind } from 'graphql';

/** What a server's `@limit(max:, per:)` says of a field: `5 a minute`. Undefined if it has none, or another `@limit`. */
export function limitText(schema: GraphQLSchema, { astNode }: GraphQLField<unknown, unknown>): string | undefined {
  const [max, per, ...others] = schema.getDirective('limit')?.args ?? [];
  const isOurs =
    max?.name === 'max' && per?.name === 'per' && String(per.type) === 'LimitWindow!' && others.length === 0;
  const written = astNode?.directives?.find(({ name }) => name.value === 'limit')?.arguments;
  if (!isOurs || !written) return undefined;
  const argumentOf = (name: string) => written.find((argument) => argument.name.value === name)?.value;
  const [count, window] = [argumentOf('max'), argumentOf('per')];
  if (count?.kind !== Kind.INT || window?.kind !== Kind.ENUM) return undefined;
  return `${count.value} ${window.value === 'HOUR' ? 'an' : 'a'} ${window.value.toLowerCase()}`;
}
