export type Variables = Readonly<Record<string, unknown>>;

/** What something costs, or how long it is: known already, or once the variables are. */
export type Term = number | Step;

interface Step {
  /** Its place among the steps. */
  readonly at: number;
}

/** What an operation costs: a number if it does not depend on variables. `Infinity` is too much for every limit. */
export type OperationCost = number | ((variables: Variables) => number);

/**
 * Arithmetic that is done now as far as it can be, and later in as many steps as depend on variables: what is used in
 * several places, as a fragment is, is one step.
 */
export class CostProgram {
  readonly #steps: ((done: readonly number[], variables: Variables) => number)[] = [];

  sum(terms: readonly Term[]): Term {
    const { constant, places } = this.#split(terms, add, 0);
    const [first] = places;
    if (first === undefined) return constant;
    if (places.length === 1 && constant === 0) return { at: first };
    return this.#step((done) => places.reduce((sum, at) => sum + (done[at] ?? 0), constant));
  }

  largest(terms: readonly Term[]): Term {
    const { constant, places } = this.#split(terms, Math.max, 0);
    if (places.length === 0) return constant;
    return this.#step((done) => places.reduce((most, at) => Math.max(most, done[at] ?? 0), constant));
  }

  /** So many times this cost. */
  times(count: Term, cost: Term): Term {
    if (typeof count === 'number' && typeof cost === 'number') return multiply(count, cost);
    if (count === 1) return cost;
    return this.#step((done) => multiply(numberFor(count, done), numberFor(cost, done)));
  }

  /** What is read from the variables. */
  input(read: (variables: Variables) => number): Term {
    return this.#step((_done, variables) => read(variables));
  }

  finish(result: Term): OperationCost {
    if (typeof result === 'number') return result;
    const steps = this.#steps;
    return (variables) => {
      const done: number[] = [];
      for (const step of steps) done.push(step(done, variables));
      return numberFor(result, done);
    };
  }

  #step(compute: (done: readonly number[], variables: Variables) => number): Step {
    return { at: this.#steps.push(compute) - 1 };
  }

  #split(terms: readonly Term[], fold: (a: number, b: number) => number, start: number) {
    let constant = start;
    const places: number[] = [];
    for (const term of terms)
      if (typeof term === 'number') constant = fold(constant, term);
      else places.push(term.at);
    return { constant, places };
  }
}

function add(a: number, b: number): number {
  return a + b;
}

/** A list without an end is too much, whatever is in it. */
function multiply(count: number, cost: number): number {
  if (count === Number.POSITIVE_INFINITY) return count;
  return count === 0 || cost === 0 ? 0 : count * cost;
}

function numberFor(term: Term, done: readonly number[]): number {
  return typeof term === 'number' ? term : (done[term.at] ?? 0);
}
