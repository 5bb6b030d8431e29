import { isGrpcServiceError, type Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { messageOf, ok, refuse, text, type Result } from '../domain/problem';

/** Search attributes of a work item, all keywords: its notice, and its state in rules.md's words. */
export const SEARCH_ATTRIBUTES = ['DubanNotice', 'DubanState'] as const;

/** How long Temporal keeps a closed workflow; the journal of the ledger never expires. */
const RETENTION_DAYS = 90;

// temporal.api.enums.v1.INDEXED_VALUE_TYPE_KEYWORD, and three of gRPC's status codes.
const KEYWORD = 2;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
export const UNIMPLEMENTED = 12;

const CREATE = SEARCH_ATTRIBUTES.map((name) => `--name ${name} --type Keyword`).join(' ');

const hasCode = (error: unknown, ...codes: readonly number[]): boolean =>
  isGrpcServiceError(error) && codes.includes(error.code);

/** The time-skipping server can register but not list. */
async function registered({ operatorService }: Connection, namespace: string): Promise<string[]> {
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    return Object.keys(customAttributes);
  } catch (error) {
    if (hasCode(error, UNIMPLEMENTED)) return [];
    throw error;
  }
}

async function registerAttribute(
  { operatorService }: Connection,
  namespace: string,
  name: string,
): Promise<void> {
  try {
    const searchAttributes = Object.fromEntries([[name, KEYWORD]]);
    await operatorService.addSearchAttributes({ namespace, searchAttributes });
  } catch (error) {
    if (!hasCode(error, ALREADY_EXISTS)) throw error;
  }
}

/** The command for an administrator of a server that did not register them, or lacks the namespace itself. */
function remedy(error: unknown, namespace: string): string {
  return hasCode(error, NOT_FOUND)
    ? `temporal operator namespace create --namespace ${namespace} --retention ${RETENTION_DAYS}d`
    : `temporal operator search-attribute create --namespace ${namespace} ${CREATE}`;
}

/**
 * Registers those of duban's search attributes that the namespace lacks. Refuses
 * `search-attributes-missing` with the command for an administrator when the server does not let us or
 * knows no such namespace.
 */
export async function registerSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<Result<void>> {
  try {
    const known = await registered(connection, namespace);
    const missing = SEARCH_ATTRIBUTES.filter((name) => !known.includes(name));
    for (const name of missing) await registerAttribute(connection, namespace, name);
    return ok(undefined);
  } catch (error) {
    return refuse(
      'search-attributes-missing',
      text(
        `命名空间 ${namespace} 登记检索属性失败：${messageOf(error)}`,
        `search attributes could not be registered in ${namespace}: ${messageOf(error)}`,
      ),
      text(
        `请 Temporal 管理员执行：${remedy(error, namespace)}`,
        `ask the administrator of Temporal to run: ${remedy(error, namespace)}`,
      ),
    );
  }
}

/** Sets the retention of a namespace that is ours to {@link RETENTION_DAYS}. Rejects when the server does. */
export async function setRetention(connection: Connection, namespace: string): Promise<void> {
  const workflowExecutionRetentionTtl = msToTs(`${RETENTION_DAYS} days`);
  await connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
}
