// One request to one instance.

/** Longer than any fault lasts, with the time that it takes to be over it. */
const ANSWER_MILLISECONDS = 20_000;

/** The answer, or as `failure` why there is none. The client leaves after so many milliseconds, if they are given. */
export async function send(url, { query, variables, token }, leaveAfter) {
  const leaving = new AbortController();
  const timer = leaveAfter === undefined ? undefined : setTimeout(() => leaving.abort(), leaveAfter);
  const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(ANSWER_MILLISECONDS)]);
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  try {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }), signal });
    // An operation that was run is answered with 200, refused or not; 503 says that it was not, or cannot be told.
    const isAnswer = response.status === 200 || response.status === 503;
    return { ...(await response.json()), ...(!isAnswer && { failure: `HTTP ${response.status}` }) };
  } catch (error) {
    if (leaving.signal.aborted) return { failure: 'LEFT' };
    return { failure: error.name === 'TimeoutError' ? 'NO_ANSWER' : (error.cause?.code ?? error.name) };
  } finally {
    clearTimeout(timer);
  }
}
