/** The operation has more in it than is looked at. */
export class TooLargeError extends Error {}

/** What planning an operation may cost: enough for 14,000 to 20,000 selections, by how they are spread. */
const MAX_COST = 200_000;
/** How deep fields, and fragments in fragments, may be nested: far from where the stack ends. */
export const MAX_DEPTH = 200;

/** What it costs to look at something and pass it by, and to plan it. */
export const LOOK = 1;
export const PLAN = 9;

/** Spends; throws a `TooLargeError` when nothing is left. */
export type Spend = (cost: number) => void;

export function createBudget(): Spend {
  let spent = 0;
  return (cost) => {
    spent += cost;
    if (spent > MAX_COST) throw new TooLargeError();
  };
}
