import { readFile } from 'node:fs/promises';
import type { FileRef } from '../../../domain/item/commands/fields';
import type { UnitId } from '../../../domain/roster/types';
import { keptFile } from '../files/keep';
import { typeOf } from '../files/kinds';
import type { Kit } from '../kit';
import { streamOf } from '../web/paths';
import { get, type Ctx, type Route } from '../web/route';

/** The name of a file in a report or hand-in of an item, of one unit or of any (null); null when none has it. */
async function namedFile(
  kit: Kit,
  {
    stream,
    sha256,
    unit,
  }: { readonly stream: string; readonly sha256: string; readonly unit: UnitId | null },
): Promise<string | null> {
  for (const { body } of await kit.ports.ledger.history(stream)) {
    if (!body.includes(sha256)) continue;
    const said = JSON.parse(body) as { unit?: UnitId; files?: readonly FileRef[] };
    if (unit !== null && said.unit !== unit) continue;
    const found = said.files?.find((file) => file.sha256 === sha256);
    if (found) return found.name;
  }
  return null;
}

/** A file that came with an item, to be saved; for a unit only those that were sent for it. */
export async function itemFile(kit: Kit, c: Ctx, unit: UnitId | null = null) {
  const sha256 = c.req.param('sha256') ?? '';
  const stream = streamOf(c.req.param('notice'), c.req.param('key'));
  const name = /^[0-9a-f]{64}$/.test(sha256) ? await namedFile(kit, { stream, sha256, unit }) : null;
  const bytes = name === null ? null : await readFile(keptFile(kit.ports.files, sha256)).catch(() => null);
  if (name === null || bytes === null) return c.notFound();
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': typeOf(name),
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
  });
}

/** A file that a unit sent with a report or hand-in. */
export const itemFileRoutes = (kit: Kit): readonly Route[] => [
  get('/items/:notice/:key/files/:sha256', ['coordinator', 'reviewer', 'auditor'], (c) => itemFile(kit, c)),
];
