const AT_ONCE = 4;

/** Runs tasks a few at a time, in order; the first failure ends it. */
export async function inTurn(tasks: (() => Promise<unknown>)[]): Promise<void> {
  const queue = tasks.values();
  const work = async (): Promise<void> => {
    for (const task of queue) await task();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
