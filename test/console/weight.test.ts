import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const bytesOf = (name: string): number =>
  readFileSync(join(__dirname, '../../client/console/assets', name)).length;

describe('what every page loads', () => {
  it('is a stylesheet of at most 24 kB and a script of at most 4 kB, as they lie', () => {
    expect(bytesOf('style.css')).toBeLessThanOrEqual(24_000);
    expect(bytesOf('console.js')).toBeLessThanOrEqual(4_000);
  });
});
