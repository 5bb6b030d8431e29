import { memo, memoLast } from '../domain/memo';

describe('what was found out about a value', () => {
  it('is asked for once for each key, and again for another value that looks the same', () => {
    const asked: string[] = [];
    const named = memo(
      ({ name }: { readonly name: string }, day: number) => {
        asked.push(`${name}${day}`);
        return asked.length;
      },
      (day) => day,
    );
    const one = { name: 'a' };
    expect([named(one, 1), named(one, 2), named(one, 1), named({ name: 'a' }, 1)]).toEqual([1, 2, 1, 3]);
    expect(asked).toEqual(['a1', 'a2', 'a1']);
  });

  it('may be nothing, which is remembered too', () => {
    const find = jest.fn((): number | undefined => undefined);
    const remembered = memo(find);
    const value = {};
    expect([remembered(value), remembered(value)]).toEqual([undefined, undefined]);
    expect(find).toHaveBeenCalledTimes(1);
  });
});

describe('the last that was found out about a value', () => {
  it('stays while the arguments are the same ones, and gives way to what others make', () => {
    const find = jest.fn((_: object, a: string, b: string) => a + b);
    const last = memoLast(find, ([a], [now]) => a === now);
    const value = {};
    // The second argument does not count.
    expect([
      last(value, 'a', 'x'),
      last(value, 'a', 'y'),
      last(value, 'b', 'y'),
      last(value, 'a', 'z'),
    ]).toEqual(['ax', 'ax', 'by', 'az']);
    expect(find).toHaveBeenCalledTimes(3);
  });
});
