/** Where a schema is by default. */
export const SCHEMA = 'schema';
