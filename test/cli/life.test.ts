import { namesOf } from '../../workflows/names';
import { join } from 'node:path';
import { z } from 'zod';
import { scratch } from '../support/cli';
import { taskNumber } from '../../domain/view/tasks';
import { planFolder } from '../support/plan-folder';
import { officeAtWork } from './office-at-work';

const mailList = z.object({ mails: z.array(z.object({ key: z.string(), kind: z.string() })) });

const room = scratch();
const folder = planFolder(room.folder());
const office = officeAtWork(room);
const { run, done, refused, item } = office;

const assignment = async (key: string, unit: string) => {
  const found = (await item(key)).assignments.find((one) => one.unit === unit);
  if (!found) throw new Error(`no ${unit} on ${key}`);
  return found;
};

const dueOf = async (key: string, unit: string): Promise<string | undefined> =>
  (await assignment(key, unit)).rounds[0]?.versions.at(-1)?.due.date;

describe('a notice', () => {
  it('is imported once, and shown as not yet issued', async () => {
    await done('notice import', folder, '--as', 'ddy');
    await done('notice import', folder, '--as', 'ddy');
    expect((await run('notice', 'show')).out).toContain('尚未交办');
  });

  it('tells its letters before it is issued, and writes nothing then', async () => {
    const data = await done('notice issue t1 --dry-run --plan', folder);
    expect(data).toMatchObject({ dryRun: true, items: ['1', '2', '3', '4'] });
    expect(await office.ledger.items({})).toEqual([]);
  });

  it('is issued: items run and letters are written', async () => {
    const data = await done('notice issue t1 --key go --plan', folder);
    expect(data).toMatchObject({ batch: 1, letters: 3, missing: [] });
    expect((await office.ledger.items({})).map(({ key }) => key)).toEqual(['1', '2', '3', '4']);
  }, 60_000);

  it('answers the same key as before, and has nothing left under another', async () => {
    expect(await done('notice issue t1 --key go --plan', folder)).toMatchObject({ batch: 1 });
    expect(await refused('notice issue t1 --key other --plan', folder)).toEqual([4, 'nothing-to-issue']);
  }, 60_000);
});

describe('signing', () => {
  it('is done by the liaison; again it changes nothing', async () => {
    await done('item acknowledge 1 --as ll-sjj');
    const { seq } = await item('1');
    await done('item acknowledge 1 --as ll-sjj');
    expect((await item('1')).seq).toBe(seq);
    expect((await item('1')).status).toBe('underway');
  });

  it('is done for everything of a unit in one call', async () => {
    const data = await done('item acknowledge --all --unit 区数据局 --as ll-sjj');
    expect(data).toMatchObject({ done: ['item/t1/2', 'item/t1/3'], refused: [] });
  });

  it('is refused to the liaison of another unit', async () => {
    expect(await refused('item acknowledge 1 --unit 区司法局 --as ll-zjj')).toEqual([4, 'not-allowed']);
  });

  it('is entered by a coordinator for a unit, with its source', async () => {
    expect(await refused('item acknowledge 1 --on-behalf 区司法局 --as ddy')).toEqual([2, 'usage']);
    await done('item acknowledge 1 --on-behalf 区司法局 --source paper --as ddy');
    const [last] = (await office.ledger.history('item/t1/1')).slice(-1);
    expect(JSON.parse(last?.body ?? '{}')).toEqual({ unit: 'sfj', source: 'paper' });
  });
});

describe('reporting', () => {
  it('keeps percentage, text and the digests of files', async () => {
    const file = join(folder, 'notice.txt');
    await done('item report 1 --percent 40 --text 初稿 --as ll-sjj --file', file);
    expect((await assignment('1', 'sjj')).reports).toMatchObject([{ percentage: 40, returned: false }]);
    const [last] = (await office.ledger.history('item/t1/1')).slice(-1);
    expect(last?.body).toMatch(/"name":"notice.txt","sha256":"[0-9a-f]{64}"/);
  });

  it('is returned by the coordinator, with a mail foreseen by --dry-run', async () => {
    const line = 'item review 1 --unit 区数据局 --return-report --reason 太笼统 --as ddy';
    const { seq } = await item('1');
    expect(await done(`${line} --dry-run`)).toMatchObject({ dryRun: true, mails: [{ kind: 'answer' }] });
    expect((await item('1')).seq).toBe(seq);
    await done(line);
    expect((await assignment('1', 'sjj')).reports).toMatchObject([{ returned: true }]);
  });

  it('wants a percentage from 0 to 100', async () => {
    expect(await refused('item report 1 --percent 140 --as ll-sjj')).toEqual([5, 'bad-percentage']);
  });
});

describe('an extension', () => {
  const ask = 'item extend 1 --to 2025-10-31 --reason 待批 --progress 已报 --approver 局长 --as ll-sjj';

  it('is asked for, withdrawn, asked for again and refused: the date stays', async () => {
    await done(ask);
    expect(await refused(ask)).toEqual([4, 'already-asked']);
    await done('item extend 1 --withdraw --as ll-sjj');
    await done(ask);
    await done('item review 1 --unit 区数据局 --refuse --reason 不影响 --as ddy');
    expect(await dueOf('1', 'sjj')).toBe('2025-09-30');
  });

  it('moves the date when granted', async () => {
    await done(ask);
    await done('item review 1 --unit 区数据局 --grant --to 2025-10-31 --as ddy');
    expect(await dueOf('1', 'sjj')).toBe('2025-10-31');
  });

  it('wants a date that exists', async () => {
    expect(await refused('item extend 1 --to 2025-02-30 --reason x --as ll-sjj')).toEqual([5, 'bad-date']);
  });
});

describe('a hand-in', () => {
  it('is withdrawn, returned, and accepted at last', async () => {
    await done('item hand-in 1 --text 已上线 --as ll-sjj');
    await done('item hand-in 1 --withdraw --as ll-sjj');
    await done('item hand-in 1 --text 已上线 --as ll-sjj');
    await done('item review 1 --unit 区数据局 --return --reason 缺验收单 --as ddy');
    await done('item hand-in 1 --text 补了验收单 --as ll-sjj');
    await done('item review 1 --unit 区数据局 --accept --as ddy');
    expect((await assignment('1', 'sjj')).status).toBe('accepted');
    expect((await item('1')).status).toBe('toBeClosed');
  });

  it('is not reviewed by who entered it', async () => {
    await done('item hand-in 2 --on-behalf 区数据局 --source mail --text 一季度 --as ddy');
    expect(await refused('item review 2 --unit 区数据局 --accept --as ddy')).toEqual([4, 'not-allowed']);
    await done('item review 2 --unit 区数据局 --accept --as ddy2');
    const rounds = (await assignment('2', 'sjj')).rounds;
    expect(rounds.map(({ outcome }) => outcome?.onTime ?? null)).toEqual([true, null]);
  });
});

describe('the end of an item', () => {
  it('is closed, and takes nothing then', async () => {
    await done('item close 1 --reason 全部办结 --as ddy');
    expect((await item('1')).status).toBe('closed');
    expect(await refused('item report 1 --percent 10 --as ll-sjj')).toEqual([4, 'wrong-state']);
  });

  it('is reopened with a date far enough ahead', async () => {
    const line = 'item reopen 1 --reason 验收不过 --as ddy';
    expect(await refused(`${line} --to 2025-07-02`)).toEqual([4, 'too-soon']);
    await done(`${line} --to 2025-11-28`);
    expect([(await item('1')).status, await dueOf('1', 'sjj')]).toEqual(['underway', '2025-11-28']);
  });

  it('is cancelled, told by a change line of the next digest', async () => {
    const line = 'item cancel 2 --reason 停办 --as ddy';
    const data = await done(`${line} --dry-run`);
    expect(data).toMatchObject({
      rows: [{ rung: 'C', change: { type: 'cancelled' } }],
      mails: [{ unit: 'sjj', audience: 'liaison' }],
    });
    await done(line);
    expect((await item('2')).status).toBe('cancelled');
  });

  it('is decided at year-end for a continuous item', async () => {
    expect(await refused('item year-end 1 --outcome accept --reason x --as ddy')).toEqual([
      4,
      'not-continuous',
    ]);
    await done('item year-end 3 --outcome carry --carried-to 2026/3 --reason 明年继续 --as ddy');
    expect([(await item('3')).status, (await item('3')).yearEnd]).toEqual(['closed', 'carry']);
  });
});

describe('what a coordinator changes', () => {
  it('moves the date of one unit', async () => {
    await done('item date 1 --to 2025-11-14 --unit 区数据局 --reason 提前 --as ddy');
    expect(await dueOf('1', 'sjj')).toBe('2025-11-14');
  });

  it('adds a unit, makes it the lead, and releases another', async () => {
    await done('item assign 1 --unit 朱家角镇 --role each --reason 试点 --as ddy');
    await done('item lead 1 --unit 朱家角镇 --reason 试点牵头 --as ddy');
    await done('item release 1 --unit 区司法局 --reason 不再需要 --as ddy');
    const roles = (await item('1')).assignments.map(({ unit, role, status }) => [unit, role, status]);
    expect(roles).toEqual([
      ['sjj', 'support', 'underway'],
      ['sfj', 'support', 'released'],
      ['zjj', 'lead', 'issued'],
    ]);
  });

  it('urges once a day, a second time only with --again', async () => {
    const line = 'item urge 1 --unit 朱家角镇 --text 请今日报送 --as ddy';
    await done(line);
    expect(await refused(line)).toEqual([4, 'same-day-urge']);
    await done(`${line} --again`);
    expect((await item('1')).urges).toHaveLength(2);
  });

  it('records a phone call without the name in the journal; the same key records it once', async () => {
    const line = 'item call 1 --unit 朱家角镇 --who 王同志 --answer 周五报 --key call-1 --as ddy';
    await done(line);
    const { seq } = await item('1');
    await done(line);
    expect((await item('1')).seq).toBe(seq);
    const bodies = (await office.ledger.history('item/t1/1')).map(({ body }) => body).join('\n');
    expect(bodies).toContain('周五报');
    expect(bodies).not.toContain('王同志');
  });

  it('refuses a key that was used for something else', async () => {
    const line = 'item urge 1 --unit 朱家角镇 --again --key k1 --as ddy --text';
    await done(line, '请报');
    expect(await refused(line, '快报')).toEqual([4, 'key-reused']);
  });
});

describe('an account that is not there', () => {
  it('is what is refused, not the unit that was left out', async () => {
    expect(await refused('item acknowledge 1 --as nobody')).toEqual([3, 'account-not-found']);
  });
});

describe('tasks', () => {
  it('ask to hand over the letter of a unit without mail, and are done once', async () => {
    const tasks = await office.ledger.tasks({ open: true });
    const [manual] = tasks.filter(({ kind }) => kind === 'manual');
    const id = manual?.id ?? '';
    expect(manual?.unit).toBe('dag');
    expect((await run('task', 'list')).out).toContain(taskNumber(manual?.stream ?? '', id));
    await done('task done --result 已送达 --as ddy', id);
    expect(await refused('task done --result 已送达 --as ddy', id)).toEqual([3, 'task-not-found']);
  });

  it('have the items of a letter that was handed over look at their agenda', async () => {
    const item = namesOf(await office.ledger.identity()).item('item/t1/4');
    const { events } = await office.environment.client.workflow.getHandle(item).fetchHistory();
    const signals = (events ?? []).flatMap((event) => event.workflowExecutionSignaledEventAttributes ?? []);
    expect(signals.map(({ signalName }) => signalName)).toContain('wake');
  });

  it('ask for a phone call three working days after the date', async () => {
    await office.passTo('2025-08-05 10:30');
    const phone = (await office.ledger.tasks({ open: true })).filter(
      ({ kind, unit }) => kind === 'phone' && unit === 'dag',
    );
    const [task] = phone.slice(-1);
    expect(task?.stream).toBe('item/t1/4');
    await done('task done --result 已通话 --who 张同志 --answer 本周办结 --as ddy', task?.id ?? '');
    expect((await office.ledger.tasks({ open: true })).some(({ id }) => id === task?.id)).toBe(false);
  }, 120_000);
});

describe('the edition for a chief', () => {
  it('waits for the coordinator, who must say send or not', async () => {
    await office.passTo('2025-11-24 10:30');
    const open = await office.ledger.tasks({ open: true });
    const [approval] = open.filter(({ kind, unit }) => kind === 'approveR8' && unit === 'zjj');
    const id = approval?.id ?? '';
    expect(await refused('task done --result 再等等 --as ddy', id)).toEqual([5, 'incomplete']);
    const data = await done('task done --result 同意 --send --dry-run --as ddy', id);
    expect(data).toMatchObject({ rows: [{ rung: 'R8', audience: 'chief', waits: false }] });
    await done('task done --result 已电话沟通 --no-send --as ddy', id);
    const { tasks } = await item('1');
    expect(tasks.find((task) => task.id === id)?.done?.result).toBe('已电话沟通');
  }, 120_000);
});

describe('mails', () => {
  it('are listed with what became of them, and shown as text', async () => {
    const data = await done('mail list --unit 区数据局 --limit 200 --state sent');
    const { mails } = mailList.parse(data);
    const letter = mails.find(({ kind }) => kind === 'letter');
    const shown = await run('mail', 'show', letter?.key ?? '');
    expect(shown.out).toContain('统一平台');
    expect(shown.out).toContain('已发出');
  });

  it('stop for a reason, and go on', async () => {
    await done('mail pause --reason 检修 --as ddy');
    expect((await run('mail', 'list')).out).toContain('检修');
    await done('mail resume --reason 修好 --as ddy');
    expect(await office.ledger.paused()).toBeNull();
  });

  it('are sent again only by a key that there is', async () => {
    expect(await refused('mail retry --as ddy', 'none')).toEqual([3, 'mail-not-found']);
  });
});

describe('at the end of it all', () => {
  it('the journal verifies and the tables are what it says', async () => {
    expect(await done('audit verify')).toMatchObject({ verified: true });
    expect(await done('ledger check')).toMatchObject({ findings: [] });
  });

  it('the doctor finds every open item running', async () => {
    const ran = await run('doctor');
    expect(ran.out).toContain('未结事项都在运行');
    expect(ran.code).toBe(0);
  });

  it('the history of an item is there to be read', async () => {
    expect((await run('item', 'show', '1')).out).toContain('办结通过：按期（退回1次）');
    expect((await run('audit', 'show', 't1/1')).out).toMatch(
      /#\d+ [0-9a-f]{12} {2}2025-06-30 10:00 {2}督办员甲（督办员） os:\S+ {2}区数据局：同意延期/,
    );
    expect((await run('item', 'list', '--open')).out).toContain('统一平台');
  });
});

describe('a notice as a whole', () => {
  it('is cancelled with all that is open in it', async () => {
    const open = async () =>
      (await office.ledger.items({ notice: 't1', open: true })).map(({ stream }) => stream);
    const items = await open();
    expect(items).not.toEqual([]);
    const line = 'notice cancel t1 --reason 通知已废止 --as ddy';
    expect(await done(line)).toMatchObject({ done: items, refused: [] });
    expect(await open()).toEqual([]);
    expect(await done('ledger check')).toMatchObject({ findings: [] });
  });
});
