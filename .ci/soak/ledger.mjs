// What was asked and answered, and every sentence about what was wrong. It never has a token or a password in it.

/** Seconds since the soak began, at the head of a line. */
export function tell(line) {
  console.log(`${Math.round(performance.now() / 1000)} s`.padStart(6), line);
}

const KINDS = { session: 'lost sessions', answer: 'wrong answers', write: 'doubled writes' };

export function createLedger() {
  const sentences = { session: [], answer: [], write: [] };
  const operations = new Map();
  const errors = new Map();
  const times = [];
  const lags = [];
  const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
  return {
    operations,
    errors,
    times,
    lags,
    count(kind, code, milliseconds, isCalm) {
      add(operations, kind);
      if (code !== undefined) add(errors, code);
      else if (isCalm) times.push(milliseconds);
    },
    wrong(kind, sentence) {
      sentences[kind].push(sentence);
      tell(`WRONG, ${KINDS[kind]}: ${sentence}`);
    },
    expect(isRight, kind, sentence) {
      if (!isRight) this.wrong(kind, sentence);
      return isRight;
    },
    figures: () => Object.entries(sentences).map(([kind, { length }]) => [KINDS[kind], length]),
    isRight: () => Object.values(sentences).every(({ length }) => length === 0),
  };
}
