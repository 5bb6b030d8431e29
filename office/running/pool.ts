/** Does `work` for every one, at most `width` at a time; stops taking new ones at the first that rejects. */
export async function pooled<T>(
  all: Iterable<T>,
  width: number,
  work: (one: T) => Promise<unknown>,
): Promise<void> {
  const rest = all[Symbol.iterator]();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true && !failed; next = rest.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
}
