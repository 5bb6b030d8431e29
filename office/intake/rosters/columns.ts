export type TableKind = 'units' | 'groups' | 'contacts' | 'accounts';

export const TABLE_KINDS: readonly TableKind[] = ['units', 'groups', 'contacts', 'accounts'];

export const TABLE_NAMES: Readonly<Record<TableKind, string>> = {
  units: '单位',
  groups: '集合名称',
  contacts: '联系人',
  accounts: '帐号',
};

/** A column: its field, its heading, other headings that mean the same. */
export interface RosterColumn {
  readonly field: string;
  readonly heading: string;
  readonly also: readonly string[];
  /** The words of the cell for the values of roster.yaml. */
  readonly words?: Readonly<Record<string, string>>;
  /** Several values in one cell, parted by 、 or commas. */
  readonly list?: true;
  readonly date?: true;
}

const rosterColumn = (
  field: string,
  heading: string,
  also: readonly string[] = [],
  rest: Partial<RosterColumn> = {},
): RosterColumn => ({
  field,
  heading,
  also: [field, ...also],
  ...rest,
});

/** The fields of each table, in the order of the columns written. */
export const ROSTER_COLUMNS: Readonly<Record<TableKind, readonly RosterColumn[]>> = {
  units: [
    rosterColumn('id', '代号', ['单位代号', '单位编号']),
    rosterColumn('name', '单位名称', ['名称', '全称']),
    rosterColumn('aliases', '别名', ['简称'], { list: true }),
    rosterColumn('escalation', '升级', ['升级方式'], {
      words: { full: '逐级', liaison: '联络员', none: '不升级' },
    }),
    rosterColumn('channel', '渠道', ['送达方式'], { words: { mail: '邮件', manual: '人工' } }),
  ],
  groups: [
    rosterColumn('group', '集合名称', ['集合']),
    rosterColumn('members', '成员', ['成员单位'], { list: true }),
  ],
  contacts: [
    rosterColumn('id', '联系人编号', ['编号']),
    rosterColumn('unit', '单位', ['所属单位']),
    rosterColumn('role', '联系人角色', ['角色'], {
      words: { liaison: '联络员', supervisor: '分管领导', chief: '主要负责人' },
    }),
    rosterColumn('name', '姓名'),
    rosterColumn('address', '邮箱', ['邮箱地址', '电子邮箱']),
    rosterColumn('from', '自', ['起'], { date: true }),
    rosterColumn('until', '至', ['止'], { date: true }),
    rosterColumn('phone', '电话', ['联系电话', '手机']),
  ],
  accounts: [
    rosterColumn('account', '帐号', ['账号', 'id']),
    rosterColumn('role', '帐号角色', ['账号角色', '角色'], {
      words: {
        liaison: '联络员',
        unitLeader: '单位领导',
        coordinator: '督办员',
        reviewer: '审核领导',
        admin: '管理员',
        auditor: '审计',
      },
    }),
    rosterColumn('name', '姓名'),
    rosterColumn('phone', '电话', ['联系电话', '手机']),
    rosterColumn('address', '邮箱', ['邮箱地址', '电子邮箱']),
    rosterColumn('unit', '单位', ['所属单位']),
    rosterColumn('notices', '通知', ['负责的通知'], { list: true }),
  ],
};

/** The columns without which a table is not recognised. */
export const REQUIRED: Readonly<Record<TableKind, readonly string[]>> = {
  units: ['id', 'name'],
  groups: ['group', 'members'],
  contacts: ['unit', 'role', 'address'],
  accounts: ['account', 'role'],
};
