import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/**
 * Whoever can guess a hundred times an hour makes fewer guesses than that in a year. It is zxcvbn's score of 2. A score of
 * 3 would refuse random passwords of 8 characters, which are long enough.
 */
const MIN_GUESSES = 1_000_000;

// The work grows with the square of the length and with the ways to read l33t. So it takes as long as two hashes at most.
const MAX_LENGTH = 32;
const MAX_L33T = 3;

const MIN_WORD_LENGTH = 3;
/** A million guesses is as many as there are of six digits. */
const MAX_ADDED_LENGTH = 6;

const OWN_WORDS =
  'This password is made up of the address or name of its user, or of the name of the host. Choose one with other words.';

let estimator: Promise<ZxcvbnFactory> | undefined;

/** Reads the lists, which takes as long as many passwords, so that no request waits for it. */
export async function prepareToGuess(): Promise<void> {
  estimator ??= createEstimator();
  await estimator;
}

/**
 * Why somebody who knows these words can guess the password, as a sentence; undefined if they need a million guesses or
 * more. It looks for the most used passwords, the words, and repeats, sequences, dates and neighbouring keys, also in
 * capitals, backwards, in l33t, and with something added (OWASP ASVS 5.0 6.2.4, 6.2.11).
 *
 * @param words the likeliest first
 */
export async function whyGuessable(password: string, words: readonly string[]): Promise<string | undefined> {
  estimator ??= createEstimator();
  const known = words.map((word) => word.normalize('NFKC').toLowerCase()).filter(Boolean);
  if (isMadeOf(known, password.toLowerCase())) return OWN_WORDS;
  const shortened = known.map((word) => word.slice(0, MAX_LENGTH));
  const { guesses, sequence } = (await estimator).check(password, shortened);
  if (guesses >= MIN_GUESSES) return undefined;
  // It looks at the beginning of a long one, and the rest may be what nobody guesses.
  const isLong = password.length > MAX_LENGTH;
  if (isLong && (await estimator).check(password.slice(-MAX_LENGTH), shortened).guesses >= MIN_GUESSES)
    return undefined;
  const found = new Set(sequence.map(({ dictionaryName }) => dictionaryName));
  if (found.has('userInputs')) return OWN_WORDS;
  if (found.has('passwords-common'))
    return 'This is one of the most common passwords, or close to one. Choose another.';
  return 'This password is easy to guess: it is little more than a repetition, a sequence, a date, neighbouring keys or a word. Choose a longer one.';
}

/** Whether all the letters that it has are of these words, and little is added to them. */
function isMadeOf(words: readonly string[], password: string): boolean {
  const others = words
    .filter((word) => word.length >= MIN_WORD_LENGTH)
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(word, ' '), password);
  if (others === password || /\p{L}/u.test(others)) return false;
  return others.replaceAll(' ', '').length <= MAX_ADDED_LENGTH;
}

async function createEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    l33tMaxSubstitutions: MAX_L33T,
    maxLength: MAX_LENGTH,
  });
}
