import type { AssignmentStatus, Role } from '../../../domain/item/types';
import type { Text } from '../../../domain/problem';
import type { AccountRole, ContactRole } from '../../../domain/roster/types';

const both = (zh: string, en: string): Text => ({ zh, en });

/** Names of the roles that accounts have. */
export const ROLE_NAMES: Readonly<Record<AccountRole, Text>> = {
  liaison: both('联络员', 'liaison'),
  unitLeader: both('单位领导', 'unit leader'),
  coordinator: both('督办员', 'coordinator'),
  reviewer: both('审核领导', 'reviewer'),
  admin: both('管理员', 'administrator'),
  auditor: both('审计', 'auditor'),
};

export const PART_STATUS: Readonly<Record<AssignmentStatus, Text>> = {
  issued: both('待签收', 'to be signed'),
  underway: both('办理中', 'underway'),
  accepted: both('已办结', 'done'),
  cancelled: both('已取消', 'cancelled'),
  released: both('已解除', 'released'),
};

export const PART_ROLE: Readonly<Record<Role, Text>> = {
  each: both('责任', 'responsible'),
  lead: both('牵头', 'lead'),
  support: both('配合', 'support'),
};

export const CONTACT_ROLES: Readonly<Record<ContactRole, Text>> = {
  liaison: both('联络员', 'liaison'),
  supervisor: both('分管领导', 'supervisor'),
  chief: both('主要负责人', 'chief'),
};
