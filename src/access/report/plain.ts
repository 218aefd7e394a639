// Control characters of both ranges, and what turns the direction of writing: a file could hide a rule behind them.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text that does nothing to a terminal, in one line: what cannot be seen is written as its number. */
export function plain(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
