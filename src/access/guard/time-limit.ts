/**
 * Waits for answers: true if one comes in time and is `true`, else false; it never rejects. However many are waited
 * for, there is one timer, and none when there are none. What went wrong goes to `onFailure`.
 */
export function createTimeLimit(
  milliseconds: number,
  onFailure: (error: unknown) => void,
): (answer: Promise<unknown>) => Promise<boolean> {
  // All wait equally long, so the first is the next that is late.
  const deadlines = new Map<() => void, number>();
  let timer: NodeJS.Timeout | undefined;

  const arm = () => {
    const [next] = deadlines.values();
    if (next !== undefined) timer ??= setTimeout(expire, Math.max(1, next - performance.now()));
  };
  const expire = () => {
    timer = undefined;
    for (const [giveUp, deadline] of deadlines) {
      if (deadline > performance.now()) break;
      giveUp();
    }
    arm();
  };
  const settle = (giveUp: () => void) => {
    deadlines.delete(giveUp);
    if (deadlines.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
  return (answer) =>
    new Promise((resolve) => {
      const conclude = (isGranted: boolean) => {
        settle(giveUp);
        resolve(isGranted);
      };
      const fail = (error: unknown) => {
        onFailure(error);
        conclude(false);
      };
      const giveUp = () => fail(new Error(`A policy took longer than ${milliseconds} ms.`));
      deadlines.set(giveUp, performance.now() + milliseconds);
      arm();
      answer.then((value) => conclude(value === true), fail);
    });
}
