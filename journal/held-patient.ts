import type { ResourceId } from '../protocol/ids.js';
import { type Lane, lane } from '../protocol/lane.js';
import { sitesNamedBy } from '../record/interest.js';
import type { FhirObject } from '../record/resource.js';
import type { JournalContext } from './context.js';
import type { HeldPatient } from './remote-store.js';
import { type RemoteCopyRow, remoteSql } from './sql/remote.js';
import { snapshotSql } from './sql/snapshots.js';
import { findStream } from './streams.js';

/**
 * What this site holds of a patient (rule F10): their own record as soon as it wrote anything of it or is named in a
 * referral, for that makes the interest (rule F2); otherwise the copy that it fetched, dated.
 */
export function heldPatient(context: JournalContext, patient: ResourceId): HeldPatient {
  const { connection, names } = context;
  const compartment = names.findPatient(patient);
  if (compartment === undefined) return { interest: 'none' };
  const copy = connection.one(remoteSql.copy, compartment);
  if (copy !== undefined && !makesInterest(context, compartment)) {
    return { interest: 'copy', asOfMilliseconds: copy.asOfMilliseconds, state: stateOf(context, copy) };
  }
  return { interest: connection.one(remoteSql.member, compartment) === undefined ? 'none' : 'own' };
}

/** Whether anything here makes the hub count this site as interested. */
function makesInterest({ connection, names, site }: JournalContext, compartment: number): boolean {
  if (connection.one(remoteSql.written, compartment, site) !== undefined) return true;
  return ['ServiceRequest', 'Task'].some((type) => {
    const key = names.findType(type);
    const members = key === undefined ? [] : connection.all(snapshotSql.membersOfType, compartment, key);
    return members.some(
      ({ body }) => body !== null && sitesNamedBy(JSON.parse(body.toString('utf8')) as FhirObject).includes(site),
    );
  });
}

/** How far the feed that brings the copy is applied. */
function stateOf({ connection, site }: JournalContext, copy: RemoteCopyRow): 'coming' | 'summary' | 'complete' {
  const appliedIn = (laneOfFeed: Lane) =>
    findStream(connection, { direction: 'dn', site, epoch: copy.hubEpoch, lane: laneOfFeed })?.seq ?? 0;
  if (appliedIn(lane.control) < copy.summarySeq) return 'coming';
  return copy.completeSeq !== null && appliedIn(lane.clinical) >= copy.completeSeq ? 'complete' : 'summary';
}
