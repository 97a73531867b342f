import type { RecordStore, StoredVersion } from '../../journal/record-store.js';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import { Problem } from '../../protocol/problem.js';
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
export async function openQuestions(store: RecordStore, person: Person): Promise<readonly Question[]> {
  const clauses = [
    anyOf('token', 'code', [{ text: conflictReview, system: taskSystem }]),
    anyCodeOf('status', [...openStates]),
  ];
  const found: Question[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const query = { type: taskType, clauses, count: limits.pageResourcesMax, total: false, includes: [] };
    const { versions, next } = await store.search({ ...query, ...(cursor !== undefined && { cursor }) });
    found.push(...versions.flatMap((version) => questionOf(version, person)));
    cursor = next;
    if (cursor === undefined) break;
  }
  return found;
}

/** @throws Problem `not-found`, for one that this role may not see too */
export async function readQuestion(store: RecordStore, person: Person, id: string): Promise<Question> {
  const version = await store.read({ type: taskType, id: parseResourceId(id) });
  const [question] = version === undefined ? [] : questionOf(version, person);
  if (question === undefined) throw new Problem('not-found');
  return question;
}

function questionOf(version: StoredVersion, person: Person): Question[] {
  if (version.deleted) return [];
  const review = readReviewTask(JSON.parse(version.body) as FhirObject);
  if (review === undefined || !maySee(person, review)) return [];
  return [{ version, review }];
}

function maySee(person: Person, { resource }: ReviewTask): boolean {
  return (['read', 'history'] as const).every((action) => reachOf(person, resource.type, action) === 'all');
}

/** Who may change a record may decide between its versions. */
export function mayDecide(person: Person, { resource }: ReviewTask): boolean {
  return reachOf(person, resource.type, 'update') === 'all';
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
