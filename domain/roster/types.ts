import type { CivilDate } from '../time';

/** A short stable id ("sjj"); names change, ids never. */
export type UnitId = string;
export type AccountId = string;
export type ContactId = string;

/** full: leaders are mailed; liaison: leaders are phoned (a task); none: those rungs are dropped. */
export type Escalation = 'full' | 'liaison' | 'none';

/** A responsible unit (责任单位). */
export interface Unit {
  readonly id: UnitId;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly escalation: Escalation;
  /** manual: nothing is mailed, a task with the printable sheet is opened instead. */
  readonly channel: 'mail' | 'manual';
}

/** A group word (集合名称), e.g. 各街镇; members null: no fixed membership, the coordinator chooses. */
export interface Group {
  readonly name: string;
  readonly members: readonly UnitId[] | null;
}

/** 联络员 | 分管领导 | 主要负责人 of the unit itself. */
export type ContactRole = 'liaison' | 'supervisor' | 'chief';

/** Where mail for a role of a unit goes and on which number it is called ('': none is known), within [from, until]. */
export interface Contact {
  readonly id: ContactId;
  readonly unit: UnitId;
  readonly role: ContactRole;
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  readonly from: CivilDate | null;
  readonly until: CivilDate | null;
}

/** 联络员 | 单位领导 | 督办员 | 审核领导 | 管理员 | 审计. */
export type AccountRole = 'liaison' | 'unitLeader' | 'coordinator' | 'reviewer' | 'admin' | 'auditor';

/** Who may act. */
export interface Account {
  readonly id: AccountId;
  readonly role: AccountRole;
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  /** For liaison and unitLeader. */
  readonly unit: UnitId | null;
  /** Notices of a coordinator or reviewer; null: all. */
  readonly notices: readonly string[] | null;
}

/** Everyone in the roster. The issuing office's own unit answers as `liaison`. */
export interface Roster {
  readonly units: readonly Unit[];
  readonly groups: readonly Group[];
  readonly contacts: readonly Contact[];
  readonly accounts: readonly Account[];
  /** sha256 of the canonical roster. */
  readonly digest: string;
}
