import type { FhirObject } from '../../../record/resource.js';
import { request } from '../../kit/http/request.js';

/** A question that is open: versions of a record that contradict each other. */
export interface OpenConflict {
  readonly task: string;
  readonly patient: string | undefined;
  readonly resource: { readonly type: string; readonly id: string };
  readonly priority: 'urgent' | 'routine';
  readonly authoredAt: string;
}

/** One side of the question: what was written, by whom, where and when. */
export interface ConflictVersion {
  readonly versionId: string;
  readonly author: string;
  readonly originName: string;
  readonly at: string;
  /** `undefined` for a deletion. */
  readonly body: FhirObject | undefined;
}

export interface ConflictPath {
  readonly path: string;
  /** Paths of one group are decided together. */
  readonly group: string;
  readonly values: readonly { readonly versionId: string; readonly value: unknown }[];
  /** The version whose value stands until a person decides. */
  readonly cautious: string;
}

export interface Conflict {
  readonly resource: { readonly type: string; readonly id: string };
  readonly patient: string | undefined;
  readonly current: { readonly versionId: string; readonly body: FhirObject };
  readonly versions: readonly ConflictVersion[];
  readonly paths: readonly ConflictPath[];
}

/** The questions that this role may see. @throws Failure */
export async function listConflicts(): Promise<readonly OpenConflict[]> {
  const { value } = await request('GET', '/api/conflicts');
  return (value as { readonly conflicts: readonly OpenConflict[] }).conflicts;
}

/** @throws Failure `missing` when there is no such question */
export async function readConflict(task: string): Promise<Conflict> {
  const { value } = await request('GET', `/api/conflicts/${encodeURIComponent(task)}`);
  return value as Conflict;
}

/** Sends which version each group of paths is taken from. @throws Failure `conflict` when the record has moved on */
export async function decideConflict(
  task: string,
  versionId: string,
  choices: ReadonlyMap<string, string>,
): Promise<void> {
  const body = { versionId, choices: [...choices].map(([group, version]) => ({ group, versionId: version })) };
  await request('POST', `/api/conflicts/${encodeURIComponent(task)}/decision`, { body });
}
