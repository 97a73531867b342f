import type { ChangeId, ResourceId, ResourceType } from '../../protocol/ids.js';
import { canonicalise } from '../canonical.js';
import { asObject, asText, valuesAt } from '../elements.js';
import { readReference } from '../reference.js';
import type { FhirObject } from '../resource.js';
import { type Elements, elementsOf, itemsOf, textOf } from './elements-of.js';
import { type MergeRule, mergeRuleOf } from './kinds.js';

/** The code system of Carnet's own Tasks. */
export const taskSystem = 'urn:carnet:task';
export const conflictReview = 'conflict-review';
/** The code system of what a review Task carries: `version`, `path`, `decision`. */
export const conflictSystem = 'urn:carnet:conflict';

/** A question to a person about versions that contradict each other (rule M12). */
export interface ReviewTask {
  readonly id: string;
  readonly resource: { readonly type: ResourceType; readonly id: ResourceId };
  readonly patient: ResourceId | undefined;
  readonly priority: 'urgent' | 'routine';
  /** When the hub asked, an `instant` of FHIR. */
  readonly authoredOn: string;
  /** The versions that contradict each other, and the elements in which they do. */
  readonly versions: readonly ChangeId[];
  readonly paths: readonly string[];
}

/** The Task as FHIR has it, in canonical form. */
export function reviewTaskOf(review: ReviewTask): string {
  const task = {
    resourceType: 'Task',
    id: review.id,
    status: 'requested',
    intent: 'proposal',
    priority: review.priority,
    code: { coding: [{ system: taskSystem, code: conflictReview }] },
    focus: { reference: `${review.resource.type}/${review.resource.id}` },
    ...(review.patient !== undefined && { for: { reference: `Patient/${review.patient}` } }),
    authoredOn: review.authoredOn,
    input: inputsFor(review),
  };
  return canonicalise(JSON.stringify(task));
}

/** The Task with more versions and elements to decide on; what stands in it already stays as it is. */
export function growReviewTask(body: string, more: Pick<ReviewTask, 'priority' | 'versions' | 'paths'>): string {
  const elements = elementsOf(body);
  const added = inputsFor(more).map((input) => canonicalise(JSON.stringify(input)));
  const items = new Set([...(itemsOf(elements.get('input')) ?? []), ...added]);
  const priority = more.priority === 'urgent' ? '"urgent"' : (elements.get('priority') ?? '"routine"');
  return textOf(new Map([...elements, ['input', `[${[...items].join(',')}]`], ['priority', priority]]));
}

/** The Task once a person has decided: of each path the version that was chosen. */
export function completeReviewTask(
  body: string,
  decisions: readonly { readonly path: string; readonly changeId: ChangeId }[],
): string {
  const output = decisions.map(({ path, changeId }) => ({
    type: { coding: [{ system: conflictSystem, code: 'decision' }] },
    valueString: `${path}=${changeId}`,
  }));
  const elements = new Map([...elementsOf(body)].filter(([key]) => key !== 'output'));
  if (output.length > 0) elements.set('output', canonicalList(output));
  return textOf(elements.set('status', '"completed"'));
}

function canonicalList(items: readonly object[]): string {
  return `[${items.map((item) => canonicalise(JSON.stringify(item))).join(',')}]`;
}

function inputsFor({ versions, paths }: Pick<ReviewTask, 'versions' | 'paths'>): object[] {
  const input = (code: string, valueString: string) => ({
    type: { coding: [{ system: conflictSystem, code }] },
    valueString,
  });
  return [...versions.map((version) => input('version', version)), ...paths.map((path) => input('path', path))];
}

/** States in which nobody has decided yet. */
export const openStates: ReadonlySet<string> = new Set([
  'draft',
  'requested',
  'received',
  'accepted',
  'ready',
  'in-progress',
  'on-hold',
]);

/** Reads a review Task; `undefined` when it is another kind of Task. */
export function readReviewTask(value: FhirObject): (ReviewTask & { readonly open: boolean }) | undefined {
  if (!hasReviewCode(value)) return undefined;
  const focus = readReference(textAt(value, 'focus.reference'));
  const patient = readReference(textAt(value, 'for.reference'));
  if (focus?.form !== 'relative') return undefined;
  return {
    id: String(value.id),
    resource: { type: focus.type as ResourceType, id: focus.id as ResourceId },
    patient: patient?.form === 'relative' ? (patient.id as ResourceId) : undefined,
    priority: value['priority'] === 'urgent' ? 'urgent' : 'routine',
    authoredOn: textAt(value, 'authoredOn'),
    versions: inputsOf(value, 'version') as ChangeId[],
    paths: inputsOf(value, 'path'),
    open: openStates.has(String(value['status'])),
  };
}

/** Two people may decide the same question; nobody is asked about that. */
export const reviewTaskRule: MergeRule = { ...mergeRuleOf('Task'), asked: [], deletionAsked: false, together: {} };

export function isReviewTask(type: string, body: string): boolean {
  return type === 'Task' && hasReviewCode(JSON.parse(body) as FhirObject);
}

/** A question that grew while somebody answered it is still open: they had not seen all of it. */
export function settleReviewTask(merged: Elements, heads: readonly Elements[]): Elements {
  const asked = itemsOf(merged.get('input')) ?? [];
  const answered = heads.filter((head) => head.get('status') === '"completed"');
  const settled = answered.some((head) => {
    const seen = new Set(itemsOf(head.get('input')));
    return asked.every((item) => seen.has(item));
  });
  if (answered.length === 0 || settled) return merged;
  return new Map([...merged].filter(([key]) => key !== 'output')).set('status', '"requested"');
}

function hasReviewCode(value: FhirObject): boolean {
  return valuesAt(value, 'code.coding')
    .map((coding) => asObject(coding))
    .some((coding) => coding?.['system'] === taskSystem && coding['code'] === conflictReview);
}

function inputsOf(value: FhirObject, code: string): string[] {
  return valuesAt(value, 'input')
    .filter((input) => valuesAt(input, 'type.coding.code').includes(code))
    .flatMap((input) => asText(asObject(input)?.['valueString']) ?? []);
}

function textAt(value: FhirObject, path: string): string {
  return asText(valuesAt(value, path)[0]) ?? '';
}
