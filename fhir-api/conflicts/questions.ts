import type { RecordStore, StoredVersion } from '../../journal/record-store.js';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import { Problem } from '../../protocol/problem.js';
import type { Reach } from '../../record/access.js';
import { siteSystem } from '../../record/interest.js';
import {
  conflictReview,
  openStates,
  type ReviewTask,
  readReviewTask,
  taskSystem,
} from '../../record/merge/review-task.js';
import type { FhirObject } from '../../record/resource.js';
import { reachOf } from '../access/decide.js';
import { Rights, type RightsGround } from '../access/rights.js';
import type { Person } from '../actor.js';
import { anyCodeOf, anyOf } from '../search/any-of.js';

const taskType = parseResourceType('Task');
const organizationType = parseResourceType('Organization');

/** A question with the Task that holds it. */
export interface Question {
  readonly version: StoredVersion;
  readonly review: ReviewTask & { readonly open: boolean };
}

/** Pages of questions that one list shows; more are not read on a screen. */
const pagesMax = 5;

/** The questions that are open and that a role may see: those about records whose versions it may read (rule M15). */
export async function openQuestions(ground: RightsGround, person: Person): Promise<readonly Question[]> {
  const clauses = [
    anyOf('token', 'code', [{ text: conflictReview, system: taskSystem }]),
    anyCodeOf('status', [...openStates]),
  ];
  const found: Question[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const query = { type: taskType, clauses, count: limits.pageResourcesMax, total: false, includes: [] };
    const { versions, next } = await ground.store.search({ ...query, ...(cursor !== undefined && { cursor }) });
    for (const version of versions) {
      const question = await questionFor(ground, person, version);
      if (question !== undefined) found.push(question);
    }
    cursor = next;
    if (cursor === undefined) break;
  }
  return found;
}

/** @throws Problem `not-found`, for one that this role may not see too */
export async function readQuestion(ground: RightsGround, person: Person, id: string): Promise<Question> {
  const version = await ground.store.read({ type: taskType, id: parseResourceId(id) });
  const question = version && (await questionFor(ground, person, version));
  if (question === undefined) throw new Problem('not-found');
  return question;
}

/** A question as its Task holds it; `undefined` where the person may not see what it is about. */
async function questionFor(
  ground: RightsGround,
  person: Person,
  version: StoredVersion,
): Promise<Question | undefined> {
  const review = version.deleted ? undefined : readReviewTask(JSON.parse(version.body) as FhirObject);
  if (review === undefined) return undefined;
  const reaches = (['read', 'history'] as const).map((action) => reachOf(person, review.resource.type, action));
  if (!reaches.every(isOfPeople)) return undefined;
  return (await isShown(ground, person, review)) ? { version, review } : undefined;
}

function isOfPeople(reach: Reach): boolean {
  return reach === 'all' || reach === 'in-part';
}

/** Whether they may see what stands, and each of the versions that are asked about (rules R22, R25). */
async function isShown(ground: RightsGround, person: Person, { resource, versions }: ReviewTask): Promise<boolean> {
  const kept = new Rights(ground, person).keptTo(resource.type, 'read', 'history');
  if (kept === undefined) return true;
  if ((await kept.read(resource)) === undefined) return false;
  for (const id of versions) {
    const version = await ground.store.readVersion(resource, id);
    if (version !== undefined && !version.deleted && !(await kept.holds(version))) return false;
  }
  return true;
}

/** Who may change a record may decide between its versions. */
export function mayDecide(person: Person, { resource }: ReviewTask): boolean {
  return isOfPeople(reachOf(person, resource.type, 'update'));
}

/** The name of the site with a code: of its Organization, or the code itself where it has none. */
export async function siteNames(store: RecordStore, codes: ReadonlySet<string>): Promise<(code: string) => string> {
  const names = new Map<string, string>();
  for (const code of codes) {
    const clauses = [anyOf('token', 'identifier', [{ text: code, system: siteSystem }])];
    const { versions } = await store.search({ type: organizationType, clauses, count: 1, total: false, includes: [] });
    const [version] = versions;
    const name = version === undefined ? undefined : (JSON.parse(version.body) as FhirObject)['name'];
    if (typeof name === 'string') names.set(code, name);
  }
  return (code) => names.get(code) ?? code;
}
