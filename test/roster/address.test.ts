import { isAddress, parseMailbox } from '../../domain/roster/address';

describe('an e-mail address', () => {
  it.each([
    'lly@sjj.qingpu.example',
    'zhang.san+du-ban@xn--fiqs8s.example',
    "o'hara_1@a-b.example",
    `${'a'.repeat(64)}@b.example`,
  ])('%s is one', (text) => {
    expect(isAddress(text)).toBe(true);
  });

  it.each([
    ['a comment after it', 'victim@real.example(.office.example'],
    ['a comment before it', '(c)a@real.example'],
    ['a quoted part', '"victim@real.example".office.example'],
    ['an open quote', 'a"b@office.example'],
    ['a quoted local part', '"a b"@office.example'],
    ['a group', 'grp:a@real.example;'],
    ['two addresses', 'a@real.example,b@office.example'],
    ['a name', '张 <a@office.example>'],
    ['a route', '@real.example:a@office.example'],
    ['a percent hack with a second @', 'a@real.example@office.example'],
    ['a literal', 'a@[127.0.0.1]'],
    ['a number as its last label', 'a@127.0.0.1'],
    ['one label', 'a@cn'],
    ['a dot at the end', 'a@office.example.'],
    ['two dots', 'a..b@office.example'],
    ['a blank', 'a b@office.example'],
    ['a line end', 'a@office.example\r\nRCPT TO:<b@real.example>'],
    ['a line end at its end', 'a@office.example\n'],
    ['a NUL', 'a\0@office.example'],
    ['a bidi mark', 'a\u202e@office.example'],
    ['a letter that is not ASCII', '张@office.example'],
    ['a domain that is not ASCII', 'a@机关.example'],
    ['a full-width @', 'a＠office.example'],
    ['a local part that is too long', `${'a'.repeat(65)}@b.example`],
    ['no local part', '@office.example'],
    ['nothing', ''],
  ])('with %s is none', (_, text) => {
    expect(isAddress(text)).toBe(false);
  });
});

describe('a mailbox', () => {
  it('has a name before its address, or none', () => {
    expect(parseMailbox('区督办 <duban@qingpu.example>')).toEqual({
      name: '区督办',
      address: 'duban@qingpu.example',
    });
    expect(parseMailbox('duban@qingpu.example')).toEqual({ name: '', address: 'duban@qingpu.example' });
  });

  it.each(['区督办 <a@b.example> <c@d.example>', '"x" <a@b.example>', 'a\n<a@b.example>', '区督办', '<>'])(
    '%j is none',
    (text) => {
      expect(parseMailbox(text)).toBeNull();
    },
  );
});
