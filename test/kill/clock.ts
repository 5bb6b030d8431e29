const Real = Date;

/** Sets the clock that the JavaScript of this process sees, ms ahead of the host's (negative: behind). */
export function moveClock(ahead: number): void {
  globalThis.Date = new Proxy(Real, {
    construct(target, values: unknown[], newTarget): object {
      const given = values.length === 0 ? [Real.now() + ahead] : values;
      const made: unknown = Reflect.construct(target, given, newTarget);
      if (typeof made !== 'object' || made === null) throw new Error('not a date');
      return made;
    },
    get(target, name, receiver): unknown {
      return name === 'now' ? () => Real.now() + ahead : Reflect.get(target, name, receiver);
    },
  });
}
