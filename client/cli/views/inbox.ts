import type { InboxEntry } from '../../../domain/view/inbox-entry';
import { decidingCommand } from '../../../mail/commands';
import type { Lang } from '../io';
import { columnTable, longTable, type TableColumn } from '../table';

const inboxName = ({ key, title }: InboxEntry): string => (key === null ? title : `${key}. ${title}`);

/** What a unit wrote: the request with its dates, the hand-in with its files. */
function inboxWords({ request, handIn }: InboxEntry, lang: Lang): string {
  const zh = lang === 'zh';
  if (request) {
    const { from, asked, reason, progress, approver } = request;
    const who = approver === '' ? '' : zh ? `；${approver}同意` : `; agreed by ${approver}`;
    return zh
      ? `${from} → ${asked}；理由：${reason}；进展：${progress}${who}`
      : `${from} → ${asked}; reason: ${reason}; progress: ${progress}${who}`;
  }
  if (!handIn) return '';
  const files = handIn.files.map(({ name }) => name).join('、');
  return [handIn.text, files].filter((part) => part !== '').join(zh ? '；附件：' : '; files: ');
}

/** The command that decides an entry, to be typed as it stands but for what is … */
function wayOf({ acts: [act], notice, key, unitName, id, round, request }: InboxEntry): string {
  const item = `${notice ?? ''}/${key ?? ''}`;
  const unit = unitName === null ? '' : ` --unit ${unitName}`;
  switch (act) {
    case 'accept':
    case 'grant':
      return decidingCommand({ item, unitName: unitName ?? '', round, asked: request?.asked ?? null });
    case 'taskDone':
    case 'closeTask':
      return `duban task done ${id} --result …`;
    case 'send':
      return `duban task done ${id} --result … --send（--no-send）`;
    case 'urge':
      return `duban item urge ${item}${unit} --text …`;
    case 'acknowledge':
      return `duban item acknowledge ${item}${unit}`;
    case 'report':
      return `duban item report ${item}${unit} --percent … --text …`;
    case 'handIn':
      return `duban item hand-in ${item}${unit}${round === null ? '' : ` --round ${round}`} --text …`;
    case 'close':
      return `duban item close ${item} --reason …`;
    case 'retryMail':
      return `duban mail retry '${id}'`;
    default:
      return '';
  }
}

/** An inbox as a table, the most urgent on top; red ones with ■. */
export function inboxTable(entries: readonly InboxEntry[], lang: Lang): string {
  const columns: readonly TableColumn<InboxEntry>[] = [
    ['', '', ({ tooLong }) => (tooLong ? '■' : '')],
    ['编号', 'id', ({ kind, id }) => (kind === 'task' || kind === 'approval' ? id : '')],
    ['单位', 'unit', ({ unitName }) => unitName ?? '—'],
    ['事项', 'item', inboxName],
    ['等什么', 'what waits', ({ what }) => what[lang]],
    ['工作日', 'days', ({ days }) => days],
    ['内容', 'said', (entry) => inboxWords(entry, lang)],
    ['怎样办理', 'how', wayOf],
  ];
  return columnTable(lang, entries, columns, longTable);
}
