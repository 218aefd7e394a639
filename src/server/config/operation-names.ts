import { z } from 'zod';

const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** Names of operations, as GraphQL has names (§2.1.9), with commas between them. */
export const operationNamesVariable = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .refine(
    (names) => names.every((name) => NAME.test(name)),
    'Write operation names separated by commas, as in Me,Orders.',
  );
