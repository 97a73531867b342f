import type { StoredVersion } from '../../journal/record-store.js';
import { disputedPath } from '../../record/merge/conflict.js';
import type { ReviewTask } from '../../record/merge/review-task.js';
import { instantOf, resourceText, tokenOf } from '../answer.js';

/** One line of `GET /api/conflicts`. */
export interface ConflictLine {
  readonly task: string;
  /** Absent when it is about no patient. */
  readonly patient?: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly priority: 'urgent' | 'routine';
  readonly authoredAt: string;
  /** Whether this person may decide it. */
  readonly mayDecide: boolean;
}

export function conflictLine(review: ReviewTask, mayDecide: boolean): ConflictLine {
  const { id, patient, resource, priority, authoredOn } = review;
  return { task: id, ...(patient !== undefined && { patient }), resource, priority, authoredAt: authoredOn, mayDecide };
}

/** The most urgent first, then the one that waits longest. */
export function byUrgency(left: ConflictLine, right: ConflictLine): number {
  if (left.priority !== right.priority) return left.priority === 'urgent' ? -1 : 1;
  return left.authoredAt < right.authoredAt ? -1 : left.authoredAt > right.authoredAt ? 1 : 0;
}

export interface ConflictParts {
  readonly line: ConflictLine;
  readonly open: boolean;
  /** The question as it stands, for `If-Match`. */
  readonly question: StoredVersion;
  readonly current: StoredVersion;
  readonly review: ReviewTask;
  /** Those of the versions in question that are here. */
  readonly versions: readonly StoredVersion[];
  readonly originName: (origin: string) => string;
}

/**
 * The text of `GET /api/conflicts/:task`; bodies and values are put in as they are stored, so that a decimal shows as it
 * was written.
 */
export function conflictText(parts: ConflictParts): string {
  const { line, open, question, current, review, versions, originName } = parts;
  const bodies = versions.map(({ versionId, body, deleted }) => ({
    changeId: versionId,
    body: deleted ? undefined : body,
  }));
  const shown = current.deleted ? undefined : current.body;
  const paths = review.paths.map((path) => disputedPath(current.type, path, shown, bodies));
  return objectText({
    ...textsOf({ ...line, open, taskVersion: tokenOf(question) }),
    current: objectText({
      ...textsOf({ versionId: tokenOf(current), deleted: current.deleted }),
      body: current.deleted
        ? objectText(textsOf({ resourceType: current.type, id: current.id }))
        : resourceText(current),
    }),
    versions: listText(
      versions.map((version) =>
        objectText({
          ...textsOf({
            ...{ versionId: version.versionId, author: version.author, origin: version.origin },
            ...{ originName: originName(version.origin), at: instantOf(version.lastUpdatedMilliseconds) },
          }),
          ...(!version.deleted && { body: resourceText(version) }),
        }),
      ),
    ),
    paths: listText(
      paths.map(({ path, group, values, cautious }) =>
        objectText({
          ...textsOf({ path, group, cautious: cautious ?? null }),
          values: listText(
            values.map(({ changeId, value }) =>
              objectText({ ...textsOf({ versionId: changeId }), ...(value !== undefined && { value }) }),
            ),
          ),
        }),
      ),
    ),
  });
}

function textsOf(value: object): Record<string, string> {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, JSON.stringify(item)]));
}

function objectText(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(',')}}`;
}

function listText(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}
