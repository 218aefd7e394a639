const TIMEOUT_MILLISECONDS = 5000;
const MAX_BYTES = 262_144;

/**
 * What an address answers as JSON. It has 5 s and 256 kB, and is not redirected: an answer from elsewhere is not the
 * one that was trusted. Errors name the address alone.
 */
export async function fetchJson(address: string, onHeaders?: (headers: Headers) => void): Promise<unknown> {
  const aborter = new AbortController();
  const late = new Error(`${address} did not answer within ${TIMEOUT_MILLISECONDS} ms.`);
  const timer = setTimeout(() => aborter.abort(late), TIMEOUT_MILLISECONDS);
  try {
    const { signal } = aborter;
    const response = await fetch(address, { redirect: 'error', headers: { accept: 'application/json' }, signal }).catch(
      (cause) => {
        throw cause === late ? late : new Error(`${address} cannot be reached, or it redirects.`, { cause });
      },
    );
    onHeaders?.(response.headers);
    const reader = response.body?.getReader();
    try {
      if (response.status !== 200) throw new Error(`${address} answered with status ${response.status}.`);
      return JSON.parse(reader ? await readText(reader, address, signal) : '');
    } finally {
      await reader?.cancel().catch(() => {});
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Once the response is there, Node's fetch knows of its signal only for as long as the request was not garbage
 * collected. So the reader ends the reading: else an address that sends a byte now and then is read for ever.
 */
async function readText(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  address: string,
  signal: AbortSignal,
): Promise<string> {
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  const chunks: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) return Buffer.concat(chunks).toString('utf8');
    size += value.length;
    if (size > MAX_BYTES) throw new Error(`${address} answered with more than ${MAX_BYTES} bytes.`);
    chunks.push(value);
  }
}
