import { GraphQLError, GraphQLScalarType } from 'graphql';

/** Milliseconds since the epoch inside, RFC 3339 in UTC outside. */
export const dateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  serialize: (value) => {
    if (typeof value !== 'number') throw new GraphQLError('A DateTime must be a number of milliseconds.');
    return new Date(value).toISOString();
  },
  parseValue: (value) => {
    const milliseconds = typeof value === 'string' && isDateTime(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(milliseconds)) {
      throw new GraphQLError('Write a DateTime as in RFC 3339, such as 2026-01-31T12:00:00Z.');
    }
    return milliseconds;
  },
});

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** `Date` would take a 31st of February for the 3rd of March. */
function isDateTime(text: string): boolean {
  const day = RFC_3339.exec(text)?.[1];
  return day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day;
}
