import type { GraphQLSchema } from 'graphql';
import { coercedOf } from '../../values/variables.js';
import { answerFromShape, type ShapeQuestion } from './answer.js';

// A character takes a byte, or two.
const MAX_CHARACTERS = 16 * 1024 * 1024;

export interface Question extends ShapeQuestion {
  /** The text of the document. */
  readonly source: string | undefined;
}

/** The data of an answer, as JSON. Throws the `GraphQLError` that there is instead. */
export type Answers = (shape: GraphQLSchema, question: Question) => string;

/**
 * Answers from shapes, and remembers it: an answer is made of a shape, of an operation, and of the texts and truth values
 * among its variables; nothing else can be used in introspection. Another shape is never told what was found for this one.
 */
export function createAnswers(maxCharacters = MAX_CHARACTERS): Answers {
  const memory = new Memory(maxCharacters);
  const numbers = new WeakMap<GraphQLSchema, number>();
  let shapes = 0;
  const numberOf = (shape: GraphQLSchema): number => {
    const number = numbers.get(shape) ?? ++shapes;
    numbers.set(shape, number);
    return number;
  };
  return (shape, question) => {
    const key = question.source === undefined ? undefined : keyOf(numberOf(shape), question.source, question);
    const before = key === undefined ? undefined : memory.get(key);
    if (before !== undefined) return before;
    const { data, errors: [error] = [] } = answerFromShape(shape, question);
    if (error) throw error;
    const text = JSON.stringify(data ?? null);
    if (key !== undefined) memory.set(key, text);
    return text;
  };
}

function keyOf(shape: number, source: string, { operation, variableValues }: Question): string {
  const variables = Object.entries(coercedOf(variableValues)).filter(
    ([, value]) => value === null || typeof value === 'string' || typeof value === 'boolean',
  );
  return JSON.stringify([shape, operation.name?.value, variables, source]);
}

/** Those that were asked for last, up to so many characters. */
class Memory {
  // A Map keeps its order: the first is the one that was not asked for the longest.
  readonly #texts = new Map<string, string>();
  readonly #maxCharacters: number;
  #characters = 0;

  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  get(key: string): string | undefined {
    const text = this.#texts.get(key);
    if (text === undefined) return undefined;
    this.#texts.delete(key);
    this.#texts.set(key, text);
    return text;
  }

  set(key: string, text: string): void {
    this.#texts.set(key, text);
    this.#characters += key.length + text.length;
    for (const [oldest, { length }] of this.#texts) {
      if (this.#characters <= this.#maxCharacters) break;
      this.#texts.delete(oldest);
      this.#characters -= oldest.length + length;
    }
  }
}
