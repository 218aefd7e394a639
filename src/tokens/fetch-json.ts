const TIMEOUT_MILLISECONDS = 5000;
const MAX_BYTES = 262_144;

/**
 * What an address answers as JSON. It has 5 s and 256 kB, and is not redirected: an answer from elsewhere is not the
 * one that was trusted. Errors name the address alone.
 */
export async function fetchJson(address: string): Promise<unknown> {
  const response = await fetch(address, {
    redirect: 'error',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  try {
    if (response.status !== 200) throw new Error(`${address} answered with status ${response.status}.`);
    return JSON.parse(await readText(response, address));
  } finally {
    await response.body?.cancel().catch(() => {});
  }
}

async function readText(response: Response, address: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`${address} answered with more than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
