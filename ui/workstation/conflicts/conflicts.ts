import type { FhirObject } from '../../../record/resource.js';
import { request } from '../../kit/http/request.js';

/** A question that is open: versions of a record that contradict each other. */
export interface OpenConflict {
  readonly task: string;
  /** `null`: it is about no patient. */
  readonly patient: string | null;
  readonly resource: { readonly type: string; readonly id: string };
  readonly priority: 'urgent' | 'routine';
  readonly authoredAt: string;
  readonly mayDecide: boolean;
}

/** One side of the question: what was written, by whom, where and when. */
export interface ConflictVersion {
  readonly versionId: string;
  /** A FHIR reference such as `Practitioner/…`, or `carnet:import` and the like. */
  readonly author: string;
  readonly originName: string;
  readonly at: string;
  /** Absent for a deletion. */
  readonly body?: FhirObject;
}

export interface ConflictPath {
  readonly path: string;
  /** Paths of one group are decided together. */
  readonly group: string;
  readonly values: readonly { readonly versionId: string; readonly value: unknown }[];
  /** The version whose value stands until a person decides; `null` when somebody has written another since. */
  readonly cautious: string | null;
}

export interface Conflict extends OpenConflict {
  readonly open: boolean;
  /** What shows now; `versionId` names that state in a decision. */
  readonly current: { readonly versionId: string; readonly deleted: boolean; readonly body: FhirObject };
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
export async function decideConflict(conflict: Conflict, choices: ReadonlyMap<string, string>): Promise<void> {
  const body = {
    versionId: conflict.current.versionId,
    choices: [...choices].map(([group, versionId]) => ({ group, versionId })),
  };
  await request('POST', `/api/conflicts/${encodeURIComponent(conflict.task)}/decision`, { body });
}
