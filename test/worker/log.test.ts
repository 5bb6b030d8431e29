import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeLog } from '../../worker/log';
import { scratch } from '../support/cli';

const room = scratch();
afterAll(room.clear);

describe('the log', () => {
  it('begins anew and keeps the one before', () => {
    const file = join(room.folder(), 'deep', 'duban.log');
    makeLog('info', file).info('first');
    makeLog('info', file).info('second');
    expect(readFileSync(file, 'utf8')).toContain('second');
    expect(readFileSync(`${file}.1`, 'utf8')).toContain('first');
  });

  // The device on which every write fails for want of room.
  (existsSync('/dev/full') ? it : it.skip)('on a full disk loses its lines and ends nothing', () => {
    const log = makeLog('info', '/dev/full');
    for (let n = 0; n < 100; n += 1) log.error({ n }, 'no room');
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it('that cannot be opened is written to stderr', () => {
    const file = join(room.folder(), 'duban.log');
    mkdirSync(file);
    expect(() => {
      makeLog('silent', join(file, '..', 'duban.log', 'x')).info('to nobody');
      writeFileSync(join(file, 'y'), '');
      makeLog('silent', join(file, 'y', 'z')).info('to nobody');
    }).not.toThrow();
  });
});
