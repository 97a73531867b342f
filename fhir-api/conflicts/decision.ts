import type { CommitEntry, RecordStore, StoredVersion } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import { decide, disputedPath } from '../../record/merge/conflict.js';
import { deletedPath } from '../../record/merge/merged.js';
import { completeReviewTask } from '../../record/merge/review-task.js';
import { parseResource } from '../../record/parse.js';
import { emptyBook } from '../../record/profiles/profile-book.js';
import { tokenOf } from '../answer.js';
import type { GuardedRecords } from '../guard.js';
import { parseUpdate } from '../verbs/update.js';
import type { Question } from './questions.js';

/** What a person decided: the state that they saw, and of each group of paths the version whose values are right. */
export interface Decision {
  readonly versionId: string;
  readonly choices: readonly { readonly group: string; readonly versionId: string }[];
}

/** @throws Problem `body-malformed` */
export function readDecision(body: unknown): Decision {
  const { versionId, choices } = (body ?? {}) as { versionId?: unknown; choices?: unknown };
  const isChoice = (choice: unknown) => {
    const { group, versionId: chosen } = (choice ?? {}) as { group?: unknown; versionId?: unknown };
    return typeof group === 'string' && typeof chosen === 'string';
  };
  if (typeof versionId !== 'string' || !Array.isArray(choices) || !choices.every(isChoice)) {
    throw new Problem('body-malformed', 'versionId and choices are needed');
  }
  return { versionId, choices: choices as Decision['choices'] };
}

export interface DecisionParts {
  readonly question: Question;
  readonly current: StoredVersion;
  readonly versions: readonly StoredVersion[];
  readonly decision: Decision;
  readonly nowMilliseconds: number;
}

/**
 * Writes the chosen values and closes the question, in one transaction (rule M14). The values are taken from the versions
 * as they are stored, so that a decimal stays as it was written.
 * @throws Problem `version-conflict` when anything changed since the person looked, `parameter-malformed` when a group of
 * the question is left open or a version is not one of it, `forbidden`, `resource-invalid`
 */
export async function commitDecision(records: GuardedRecords, parts: DecisionParts): Promise<readonly StoredVersion[]> {
  const { question, current, decision, nowMilliseconds } = parts;
  if (tokenOf(current) !== decision.versionId || !question.review.open) throw new Problem('version-conflict');
  const chosen = chosenVersions(parts);
  const task = parseResource(
    completeReviewTask(
      question.version.body,
      [...chosen].map(([path, { versionId }]) => ({ path, changeId: versionId })),
    ),
    { nowMilliseconds },
  );
  const closed: CommitEntry = { verb: 'update', resource: task, ifMatch: tokenOf(question.version) };
  return records.commit([entryOf(parts, chosen)], [], [closed]);
}

/** The version that was chosen for each path of the question. */
function chosenVersions({ question, current, versions, decision }: DecisionParts): ReadonlyMap<string, StoredVersion> {
  const chosen = new Map<string, StoredVersion>();
  for (const path of question.review.paths) {
    const { group } = disputedPath(current.type, path, undefined, []);
    const choice = decision.choices.find((item) => item.group === group);
    const version = versions.find(({ versionId }) => versionId === choice?.versionId);
    if (version === undefined)
      throw new Problem('parameter-malformed', 'each group of paths needs one of the versions');
    chosen.set(path, version);
  }
  return chosen;
}

function entryOf(
  { current, versions, decision, nowMilliseconds }: DecisionParts,
  chosen: ReadonlyMap<string, StoredVersion>,
): CommitEntry {
  const ifMatch = decision.versionId;
  const key = { type: current.type, id: current.id };
  if (chosen.get(deletedPath)?.deleted === true) return { verb: 'delete', key, ifMatch };
  const choices = [...chosen].flatMap(([path, { versionId: changeId, body, deleted }]) => {
    if (path === deletedPath || deleted) return [];
    const { values } = disputedPath(current.type, path, undefined, [{ changeId, body }]);
    return [{ path, value: values[0]?.value }];
  });
  // Somebody may have deleted it since: who decides brings it back as it was.
  const body = decide(
    current.deleted ? (versions.findLast((version) => !version.deleted)?.body ?? '{}') : current.body,
    choices,
  );
  // Each of the versions was taken where it was written; a profile of this node must not keep anybody from deciding.
  const resource = parseUpdate(body, key, { now: () => nowMilliseconds, profiles: emptyBook });
  return { verb: 'update', resource, ifMatch };
}

/** The versions of a question that are here; one that a new interest did not bring stays at the hub (rule F5). */
export async function versionsOf(
  records: GuardedRecords,
  store: RecordStore,
  { review }: Question,
): Promise<{ readonly current: StoredVersion; readonly versions: readonly StoredVersion[] }> {
  const current = await records.read(review.resource);
  if (current === undefined) throw new Problem('not-found');
  const found = await Promise.all(review.versions.map((id) => store.readVersion(review.resource, id)));
  return { current, versions: found.flatMap((version) => version ?? []) };
}
