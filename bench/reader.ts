import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNotice } from '../domain/notice/read';

/** Processor time that the reader takes, in ms; other work on the machine does not count. */

const filled = (unit: string, length: number): string =>
  unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

const SIGNS =
  '一二三四五六七八九十区局委办公室、，。；（）()【】〔〕0123456789.年月日前底每季度责任单位：牵头配合\n\t| 　?各街镇等和及';

/** Random signs of a notice, the same at every run. */
function random(length: number): string {
  let state = 7;
  const signs: string[] = [];
  for (let i = 0; i < length; i += 1) {
    state = (state * 1103515245 + 12345) % 0x80000000;
    signs.push(SIGNS.charAt(state % SIGNS.length));
  }
  return signs.join('');
}

const seed = readFileSync(join(process.cwd(), 'seeds/qingpu-2025/notice.txt'), 'utf8');

const TEXTS: readonly (readonly [string, (length: number) => string])[] = [
  ['the seed, over and over', (n) => filled(seed, n)],
  ['random signs', random],
  ['one line', (n) => filled('做好政务公开工作', n)],
  ['opening brackets', (n) => filled('（', n)],
  ['closing brackets', (n) => filled('）', n)],
  ['nested brackets', (n) => '（'.repeat(n / 2) + '）'.repeat(n / 2)],
  ['one list of units', (n) => `1.做好。（${filled('区教育局、', n)}）`],
  ['units without separators', (n) => `1.做好。（${filled('区教育局和', n)}）`],
  ['times', (n) => filled('6月底前', n)],
  ['labels', (n) => filled('责任单位：', n)],
  ['markers alone', (n) => filled('1.\n', n)],
  ['five levels', (n) => filled('一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n', n)],
  ['torn brackets', (n) => filled('1.做好（责任单位：区教育局。\n', n)],
  ['a table', (n) => filled('序号\t工作任务\t责任单位\n1\t做好工作\t区教育局\n', n)],
  ['a flat table', (n) => `序号\n工作任务\n责任单位\n${filled('1\n做好工作\n区教育局\n', n)}`],
  ['headers alone', (n) => filled('序号\n工作任务\n责任单位\n一、甲\n', n)],
  ['keys alone', (n) => filled('工作任务：甲\n', n)],
  ['a form', (n) => filled('工作任务：甲\n责任单位：区教育局\n完成时限：6月底前\n', n)],
  ['titles', (n) => filled('关于印发工作要点的通知\n', n)],
];

/** 100 KB and 5 MB of UTF-8, three bytes a character. */
const SIZES = [34_000, 1_750_000] as const;

readNotice({ text: seed }, { units: [], groups: [] });

for (const [name, textOf] of TEXTS) {
  const times = SIZES.map((size) => {
    const text = textOf(size);
    const start = process.cpuUsage();
    readNotice({ text }, { units: [], groups: [] });
    const { user, system } = process.cpuUsage(start);
    return `${Math.round((user + system) / 1000)} ms`;
  });
  process.stdout.write(`${name}: 100 KB ${times[0] ?? ''}, 5 MB ${times[1] ?? ''}\n`);
}
