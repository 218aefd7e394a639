/** The secrets that a test file used, and what each of them is. */
const secrets = new Map<string, string>();

const MIN_LENGTH = 8;
const SECRET_NAME = /password|secret|token|master_?key|email|cookie/i;
/** `name: "value"`, as in a document. */
const LITERAL = /\b(\w*(?:password|secret|token|email)\w*)\s*:\s*"((?:[^"\\\n]|\\.)*)"/gi;

/** No line of the log may have it from now on, and none that was written before. */
export function noteSecret(what: string, value: unknown): void {
  if (typeof value !== 'string' || value.length < MIN_LENGTH) return;
  if (/email/i.test(what) && !value.includes('@')) return;
  for (const part of [value, ...partsOf(value)]) secrets.set(part, what);
}

/** What of a JWT is as good as all of it. */
function partsOf(text: string): readonly string[] {
  const [header = '', ...parts] = text.split('.');
  return header.startsWith('eyJ') ? parts.filter(({ length }) => length > 40) : [];
}

/** The same of every text in it whose name says that it is one: of variables, of an answer, of an environment. */
export function noteSecretsIn(value: unknown, name = ''): void {
  if (typeof value === 'string') {
    if (SECRET_NAME.test(name)) noteSecret(name, value);
  } else if (Array.isArray(value)) for (const item of value) noteSecretsIn(item, name);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) noteSecretsIn(item, key);
}

/** The same of what is sent: its document, and its variables. */
export function noteSecretsOf({ query, variables }: { readonly query?: unknown; readonly variables?: unknown }): void {
  noteSecretsIn(variables);
  if (typeof query !== 'string' || query.length > 10_000) return;
  for (const [, name = '', value] of query.matchAll(LITERAL)) noteSecret(name, value);
}

/** The same of variables of the environment; of an address with a password in it, that alone. */
export function noteSecretsOfEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value = ''] of Object.entries(env)) {
    if (name === 'MASTER_KEY') for (const key of value.split(',')) noteSecret(name, key);
    else if (name === 'ADMIN_PASSWORD' || name === 'ADMIN_EMAIL' || name === 'TOKEN_SECRET') noteSecret(name, value);
    else if (URL.canParse(value)) noteSecret(`the password of ${name}`, decodeURIComponent(new URL(value).password));
  }
}

/** Throws an error that names the first line of these with a secret in it. */
export function expectNoLeak(log: string): void {
  for (const [secret, what] of secrets) {
    for (const text of new Set([secret, JSON.stringify(secret).slice(1, -1)])) {
      const at = log.indexOf(text);
      if (at >= 0) throw new Error(`A line of the log has ${what}: ${lineAt(log, at).replaceAll(text, '<here>')}`);
    }
  }
}

function lineAt(log: string, at: number): string {
  const end = log.indexOf('\n', at);
  return log.slice(log.lastIndexOf('\n', at) + 1, end < 0 ? undefined : end);
}
