/** What the promise comes to; false if it rejects, or takes longer. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | false> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([promise.catch(() => false as const), late]);
  } finally {
    clearTimeout(timer);
  }
}
