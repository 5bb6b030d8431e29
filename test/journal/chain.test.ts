import fc from 'fast-check';
import { canonical, chainDigest, type ChainHash } from '../../domain/journal/canonical';
import { EMPTY_HEAD, chainOne, headOf, verifyLink } from '../../domain/journal/chain';
import type { ChainedEvent, Finding, Head } from '../../domain/journal/types';
import { instant } from '../../domain/time';

const BY = 'sha256';

const chainOf = (bodies: readonly string[], by: ChainHash = BY): readonly ChainedEvent[] => {
  const events: ChainedEvent[] = [];
  let head: Head = EMPTY_HEAD;
  for (const body of bodies) {
    const at = instant(1_750_000_000_000 + head.seq);
    const told = { type: 'reported', actor: 'a1', requestKey: null, body: canonical({ text: body }) };
    const event = chainOne(head, { stream: 'item/n/1', seq: head.seq + 1, at, ...told }, by);
    events.push(event);
    head = headOf(event);
  }
  return events;
};

/** What is found against a stretch of a stream that follows `after`. */
function verifyChain(
  events: readonly ChainedEvent[],
  by: ChainHash,
  after: Head = EMPTY_HEAD,
): readonly Finding[] {
  const heads = [after, ...events.map(headOf)];
  return events.flatMap((event, n) => verifyLink(event, heads[n] ?? after, by));
}

const bodies = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 12 });

describe('canonical JSON', () => {
  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonical(turned)).toBe(canonical(value));
      }),
    );
  });

  it('comes back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonical(JSON.parse(canonical(value)))).toBe(canonical(value));
      }),
    );
  });

  it('refuses what JSON cannot say', () => {
    expect(() => canonical(undefined)).toThrow('not a JSON value');
  });
});

describe('the hash chain', () => {
  it('holds for whatever was appended', () => {
    fc.assert(
      fc.property(bodies, (texts) => {
        expect(verifyChain(chainOf(texts), BY)).toEqual([]);
      }),
    );
  });

  it('can be verified in stretches', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), (texts, cut) => {
        const events = chainOf(texts);
        const first = events.slice(0, cut % events.length);
        const last = first.at(-1);
        const rest = events.slice(first.length);
        expect(verifyChain(rest, BY, last ? headOf(last) : EMPTY_HEAD)).toEqual([]);
      }),
    );
  });

  it.each([
    ['body', { body: '{"text":"other"}' }],
    ['actor', { actor: 'a2' }],
    ['time', { at: instant(1) }],
    ['type', { type: 'accepted' }],
    ['request key', { requestKey: 'k' }],
  ])('names the one event whose %s was changed', (_what, change) => {
    const events = chainOf(['a', 'b', 'c']).map((e) => (e.seq === 2 ? { ...e, ...change } : e));
    expect(verifyChain(events, BY).map(({ code, stream, seq }) => ({ code, stream, seq }))).toEqual([
      { code: 'changed', stream: 'item/n/1', seq: 2 },
    ]);
  });

  it('names the event after one that was taken out', () => {
    const events = chainOf(['a', 'b', 'c']).filter((e) => e.seq !== 2);
    expect(verifyChain(events, BY).map(({ code, seq }) => ({ code, seq }))).toEqual([
      { code: 'gap', seq: 3 },
    ]);
  });

  it('names the event after one that was written again with a fitting hash', () => {
    const [one, two, three] = chainOf(['a', 'b', 'c']);
    const forged = chainOf(['a', 'x'])[1];
    expect(one && two && three && forged && verifyChain([one, forged, three], BY)).toMatchObject([
      { code: 'broken-link', seq: 3 },
    ]);
  });

  it('never hangs an event on a head that it does not follow', () => {
    const [one] = chainOf(['a']);
    expect(() => one && chainOne(headOf(one), one, BY)).toThrow(RangeError);
  });
});

describe('a chain by SM3', () => {
  it.each([
    ['abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
    ['abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
  ])('hashes %s as GB/T 32905 has it', (text, digest) => {
    expect(chainDigest('sm3', text)).toBe(digest);
  });

  it('holds by SM3 alone', () => {
    const events = chainOf(['a', 'b'], 'sm3');
    expect(verifyChain(events, 'sm3')).toEqual([]);
    expect(verifyChain(events, 'sha256').map(({ code }) => code)).toEqual(['changed', 'changed']);
  });
});
