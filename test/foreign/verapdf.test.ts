import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { filesBelow } from '../../office/evidence/archive-files';
import { yearOfSuite } from '../audit/year';
import { testFolder } from '../ledger/database';
import { cancel } from '../support/commands';
import { convertedTo, hasOfficeSuite } from '../support/office-suite';
import { unless } from './unless';

const folder = testFolder();
const jars = join(folder.path, 'jars');

/** Why veraPDF cannot be run; null: its classes are there. */
function missing(): string | null {
  if (!hasOfficeSuite) return 'no LibreOffice makes PDF/A here';
  for (const program of ['java', 'mvn'])
    if (spawnSync(program, ['-version']).error) return `${program} is missing`;
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`, '-DincludeScope=runtime'];
  const mvn = spawnSync('mvn', ['--batch-mode', '--quiet', ...goal], {
    ...{ cwd: join(__dirname, 'verapdf'), timeout: 300_000, encoding: 'utf8' },
  });
  if (mvn.error) return mvn.error.message;
  return mvn.status === 0 ? null : mvn.stdout.slice(-300);
}

/** What veraPDF says of files: PASS or FAIL, the file, the level. */
const verdicts = (files: readonly string[]): readonly string[] =>
  spawnSync(
    'java',
    [
      '-cp',
      join(jars, '*'),
      'org.verapdf.apps.GreenfieldCliWrapper',
      '--flavour',
      '2b',
      '--format',
      'text',
    ].concat(files),
    { encoding: 'utf8', timeout: 300_000 },
  )
    .stdout.split('\n')
    .filter((line) => /^(PASS|FAIL)/.test(line));

unless(missing(), 'veraPDF')('veraPDF', () => {
  const year = yearOfSuite();
  beforeAll(async () => {
    for (const stream of year.room.streams.slice(0, 3))
      await year.room.say('2025-10-31 15:00', 'ddy', cancel, stream);
  });
  afterAll(() => {
    folder.remove();
  });

  it('accepts each course of an archive as PDF/A-2b, and not just any PDF', async () => {
    const file = join(folder.path, 'closed.db');
    await year.room.ledger.backup(file);
    const to = join(folder.path, 'archive');
    const wish = ['--fonds', 'X043', '--retention', '30年'];
    expect(await year.cli(file)('audit', 'archive', '2025', '--to', to, ...wish)).toMatchObject({ code: 0 });
    const courses = filesBelow(to).filter(({ path }) => path.endsWith('.pdf'));
    expect(courses).toHaveLength(3);
    const said = verdicts(courses.map(({ path }) => join(to, path)));
    expect(said).toHaveLength(3);
    for (const line of said) expect(line).toMatch(/^PASS .* 2b$/);

    const draft = join(folder.path, 'draft.docx');
    expect(await year.cli(file)('paper', 'bulletin', '--to', draft)).toMatchObject({ code: 0 });
    convertedTo('pdf', [draft], folder.path);
    expect(verdicts([join(folder.path, 'draft.pdf')])[0]).toMatch(/^FAIL/);
  }, 600_000);
});
