/** Kubernetes and Docker tell each container of the services beside it, under their names. */
const SERVICE = /_(SERVICE_(HOST|PORT)(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?|ENV_\w+)$/;

/** What OpenSSL reads for every program: spelt like ours by chance. */
const OF_OPENSSL: readonly string[] = ['SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** Names of fewer letters are too like others'. */
const SHORT = 5;
/** From this length on, a name may have one letter wrong; from the other, two. */
const [LENGTH_FOR_ONE, LENGTH_FOR_TWO] = [8, 12];

/**
 * What is set and looks as if it were for this server, but is not: it has a prefix that no other program uses, is spelt
 * like one of its variables but for a letter or two, or is one with `_FILE` at its end. A sentence each, which names the
 * variable and the nearest that there is, and no value.
 */
export function describeUnknownVariables(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
  prefixes: readonly string[],
): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (!value || [...known, ...OF_OPENSSL].includes(name) || isOfService(name, value)) return [];
    const said = `${name} is not a variable of this server and has no effect.`;
    const nearest = known.find((other) => isMeant(name, other));
    if (nearest !== undefined) return [`${said} Did you mean ${nearest}?`];
    const prefix = prefixes.find((beginning) => name.startsWith(beginning));
    return prefix === undefined
      ? []
      : [`${said} ${tellAlternatives(known.filter((other) => other.startsWith(prefix)))}`];
  });
}

function tellAlternatives(alike: readonly string[]): string {
  return alike.length > 0
    ? `Similar variables: ${alike.join(', ')}.`
    : 'Remove it; `portcullis config` lists all variables.';
}

function isOfService(name: string, value: string): boolean {
  return SERVICE.test(name) || (name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value));
}

/** True if whoever wrote `name` meant our `known`. */
function isMeant(name: string, known: string): boolean {
  if (known.length < SHORT) return name === `PORTCULLIS_${known}`;
  if (name === `${known}_FILE`) return true;
  const plain = name.toUpperCase().replace(/^PORTCULLIS_/, '');
  if (plain === known || plain.replaceAll('_', '') === known.replaceAll('_', '')) return true;
  // DATABASE_URL_2, DATABASE_URL_UNPOOLED: platforms add to a name what they have more of.
  if (plain.startsWith(known) && /^_?\d|^_[A-Z]/.test(plain.slice(known.length))) return false;
  const allowed = allowedDistance(known);
  // Each letter more or less is a difference, so most names need no closer look.
  const isCloseInLength = Math.abs(plain.length - known.length) <= allowed;
  return name === name.toUpperCase() && isCloseInLength && distance(plain, known) <= allowed;
}

function allowedDistance({ length }: string): number {
  if (length >= LENGTH_FOR_TWO) return 2;
  return length >= LENGTH_FOR_ONE ? 1 : 0;
}

/** How many letters to insert, leave out, replace or swap with the next (Damerau and Levenshtein). */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwap ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, last] = [last, next];
  }
  return last[b.length] ?? 0;
}
