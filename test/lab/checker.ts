import { createHash } from 'node:crypto';
import type { Journal } from '../../journal/open.js';
import { cursorStart } from '../../protocol/change.js';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { lanes } from '../../protocol/lane.js';
import { canonicalise } from '../../record/canonical.js';
import type { Acknowledged } from './clinic.js';

/** What the two journals say after the end; nothing of the programs is asked. */
export interface Verdict {
  /** Changes in the site's log. */
  readonly written: number;
  /** Acknowledged, and not at the hub. */
  readonly lost: number;
  /** More than once at the hub. */
  readonly doubled: number;
  /** At the hub with another content. */
  readonly altered: number;
}

/**
 * Compares what the site acknowledged with what the hub holds: every version of the site's log, and every answer that a
 * person was given, stands exactly once in the hub's history, byte for byte.
 */
export async function check(site: Journal, hub: Journal, answers: readonly Acknowledged[]): Promise<Verdict> {
  const own = await site.sync.identity();
  const log = { direction: 'up', site: own.site, epoch: own.epoch } as const;
  const counts = { written: 0, lost: 0, doubled: 0, altered: 0 };
  const logged = new Set<string>();
  for (const lane of lanes) {
    let after: { readonly seq: number; readonly chain: Uint8Array } = cursorStart({ ...log, lane });
    for (;;) {
      const run = await site.sync.since({ log, lane, after, changesMax: 500, bytesMax: 4_000_000 });
      if (run === undefined) break;
      if (run === 'fork') throw new Error('the log of the site does not prove');
      for (const change of run.changes) {
        logged.add(change.changeId);
        counts.written += 1;
        await compare(
          hub,
          { ...change, id: change.resourceId, versionId: change.changeId },
          digest(change.body),
          counts,
        );
      }
      after = { seq: run.to, chain: run.chainAfter };
    }
  }
  for (const answer of answers) {
    if (!logged.has(answer.versionId)) counts.lost += 1;
    await compare(hub, answer, digest(canonicalise(answer.body)), counts);
  }
  return counts;
}

async function compare(
  hub: Journal,
  version: { readonly type: string; readonly id: string; readonly versionId: string },
  expected: string,
  counts: { lost: number; doubled: number; altered: number },
): Promise<void> {
  const key = { type: parseResourceType(version.type), id: parseResourceId(version.id) };
  const { versions } = await hub.records.history({ ...key, count: 200 });
  const found = versions.filter(({ versionId }) => versionId === version.versionId);
  if (found.length === 0) counts.lost += 1;
  if (found.length > 1) counts.doubled += 1;
  if (found.some(({ body }) => digest(body) !== expected)) counts.altered += 1;
}

function digest(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}
