import type { ResourceId } from '../../protocol/ids.js';
import type { JournalContext } from '../context.js';
import { lineOf, standingAt } from '../exports/standing.js';
import type { ThenIndex } from '../exports/then-index.js';
import { journalLimits } from '../limits.js';
import { subscriptionSql } from '../sql/subscriptions.js';
import { versionSql } from '../sql/versions.js';
import type { FoundVersion, VersionsQuery, VersionsStep } from './subscription-store.js';

/**
 * Looks at the versions behind a place, in the order in which this node received them, whoever wrote them (rule J23): at most
 * a stretch of the order, and of the type asked for at most a few. Whether one matches is asked of the engine of every search,
 * over rows of what the resource showed when it came (rule J24): no index has to be there yet.
 */
export function nextVersion(context: JournalContext, thenIndex: ThenIndex, asked: VersionsQuery): VersionsStep {
  const { connection, names } = context;
  const { subscriptionStretchVersionsMax, subscriptionLookedMax } = journalLimits;
  const head = connection.one(versionSql.newest)?.key ?? 0;
  const end = Math.max(asked.after, Math.min(head, asked.after + subscriptionStretchVersionsMax));
  const type = names.findType(asked.type);
  const rows =
    type === undefined ? [] : connection.all(subscriptionSql.versions, asked.after, end, type, subscriptionLookedMax);
  const isMatch = ({ id, body, updatedMilliseconds }: Shown) =>
    asked.clauses.length === 0 ||
    thenIndex.matches([{ resource: 1, id, body, updatedMilliseconds }], [asked], context.now()).size > 0;
  for (const { key, resource } of rows) {
    const version = shownBy(context, asked, key, resource);
    if (version === undefined || !isMatch(version)) continue;
    const { updatedMilliseconds: _, ...found } = version;
    return { found, cursor: key, atHead: key >= head };
  }
  const last = rows.length < subscriptionLookedMax ? end : (rows.at(-1)?.key ?? end);
  return { cursor: last, atHead: last >= head };
}

interface Shown extends FoundVersion {
  readonly updatedMilliseconds: number;
}

/**
 * What the resource showed when the version came; `undefined` where the version changed nothing of that, because a later one
 * was here already.
 */
function shownBy(context: JournalContext, { type }: VersionsQuery, key: number, resource: number): Shown | undefined {
  const standing = standingAt(context, type, resource, key);
  if (standing?.body === undefined || !standing.heads.includes(key)) return undefined;
  const id = (context.connection.one(subscriptionSql.idOf, resource)?.id ?? '') as ResourceId;
  const { body, versionId, updatedMilliseconds } = standing;
  const text = lineOf({ ...standing, body });
  return { type, id, token: versionId, deleted: false, body, text, updatedMilliseconds };
}
