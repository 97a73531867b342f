import { bodyDigest } from '../../protocol/change.js';
import type { ErasureOrder } from '../../protocol/erasures/erasure-order.js';
import type { ResourceId } from '../../protocol/ids.js';
import { addAudit } from '../audit-log.js';
import type { JournalContext } from '../context.js';
import { erasureMigration, migrationSql } from '../schema/migrations.js';
import { removeSearchRows } from '../search-rows.js';
import { erasureSql, type MemberRow } from '../sql/erasures.js';
import { ErasedContents } from './erased-contents.js';
import { erasedMembers } from './erased-members.js';
import type { ErasureCounts } from './erasure-store.js';
import { emptySetAside } from './set-aside.js';

/** Carries an order out (rules W10, W11); the caller holds the transaction. */
export function carryOut(context: JournalContext, order: ErasureOrder): void {
  const { connection } = context;
  const now = Math.floor(context.now());
  const { id, reason, reference, by, author, orderedMilliseconds, patient, resources, seal = '' } = order;
  const scope = JSON.stringify({ ...(patient !== undefined && { patient }), resources });
  const members = erasedMembers(context, order);
  const ordered = Math.floor(orderedMilliseconds);
  const { key } = connection.run(erasureSql.add, ...[id, reason, reference, by, author, scope, seal, ordered, now]);
  close(context, order, key);
  for (const member of members) connection.run(erasureSql.addResource, member.type, member.id, key);
  context.closedIds.forget();
  const counts = destroy(context, members, key);
  if (patient !== undefined) forgetQuestions(context, patient);
  connection.run(erasureSql.setCounts, counts.resources, counts.versions, counts.setAside, key);
  // A program that does not know of erasures would take such a version for a deletion, and its log for another one.
  connection.run(migrationSql.raiseFloor, erasureMigration);
  addAudit(context, [{ author, action: `erase ${id}`, subject: '', outcome: 'done' }], now);
}

/** What is not here is closed as well: it may be on its way. */
function close({ connection, names }: JournalContext, { patient, resources }: ErasureOrder, key: number): void {
  for (const { type, id } of resources) connection.run(erasureSql.addResource, names.type(type), id, key);
  if (patient === undefined) return;
  connection.run(erasureSql.addPatient, names.patient(patient), key);
  connection.run(erasureSql.addResource, names.type('Patient'), patient, key);
}

function destroy(context: JournalContext, members: readonly MemberRow[], key: number): ErasureCounts {
  const { connection } = context;
  const contents = new ErasedContents(context);
  let [versions, emptied] = [0, 0];
  for (const { resource, type } of members) {
    const bodies = connection.all(erasureSql.bodies, resource);
    for (const { key: version, body } of bodies) {
      contents.note(type, body);
      connection.run(erasureSql.destroyBody, bodyDigest(body), version);
    }
    versions += bodies.length;
    emptied += bodies.length > 0 ? 1 : 0;
    connection.run(erasureSql.hide, resource);
    connection.run(erasureSql.forgetBefore, resource);
    // A hub's rows lie in a file of their own, and are taken out behind the commit.
    if (context.role === 'site') removeSearchRows(context, resource);
  }
  contents.keep(key);
  return { resources: emptied, versions, setAside: emptySetAside(context) };
}

/** What was asked about a patient, and answered, names them; and no copy of them is here any more (rules F8, F10). */
function forgetQuestions({ connection, names }: JournalContext, patient: ResourceId): void {
  const named = JSON.stringify(patient);
  for (const { id, ask, answer } of connection.all(erasureSql.questions)) {
    if (ask.includes(named) || answer?.includes(named) === true) connection.run(erasureSql.removeQuestion, id);
  }
  connection.run(erasureSql.removeCopy, names.patient(patient));
}
