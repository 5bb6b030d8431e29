/** Takes what has to be closed at the end. */
export type AtEnd = (close: () => unknown) => void;

/**
 * Does work that opens things one after the other, and closes them in the opposite order, however the work ends. A
 * thing that cannot be closed does not keep the others open; rejects with its fault at the end.
 */
export async function closing<T>(work: (atEnd: AtEnd) => Promise<T>): Promise<T> {
  const open: (() => unknown)[] = [];
  const closeAll = async (): Promise<void> => {
    const faults: unknown[] = [];
    for (const close of open.reverse()) {
      try {
        await close();
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw new AggregateError(faults, `not closed: ${faults.map(String).join('; ')}`);
  };
  return work((close) => {
    open.push(close);
  }).finally(closeAll);
}
