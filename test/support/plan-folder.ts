import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A notice of four tasks for the test office. */
export const NOTICE_TEXT = `关于印发《2025年测试工作要点》的通知

测府办发〔2025〕1号

2025年测试工作要点

一、平台建设

1.建设统一平台。（区数据局、区司法局）

2.报送季度材料。（区数据局）

二、日常工作

3.持续公开信息。（区数据局）

4.整理档案。（区档案馆）

2025年6月30日印发
`;

/** Its plan: lead and support, two rounds, continuous, and a unit that is reached by hand. */
export const PLAN_YAML = `notice: t1
coordinator: ddy
deputies: [ddy2]
items:
  - key: '1'
    title: 统一平台
    due: 2025-09-30
    lead: [区数据局]
    support: [区司法局]
  - key: '2'
    title: 季度材料
    dates: [2025-09-30, 2025-12-31]
  - key: '3'
    title: 持续公开
    continuous: true
  - key: '4'
    title: 整理档案
    due: 2025-07-31
`;

/** Writes notice.txt and plan.yaml into a folder, changed as a test wants them; gives the folder back. */
export function planFolder(
  parent: string,
  files: { readonly plan?: string; readonly notice?: string } = {},
): string {
  const folder = join(parent, 'plan');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'notice.txt'), files.notice ?? NOTICE_TEXT);
  writeFileSync(join(folder, 'plan.yaml'), files.plan ?? PLAN_YAML);
  return folder;
}
