import { Problem } from '../../protocol/problem.js';
import { withServerMeta } from '../../record/canonical.js';
import { compareVersions } from '../../record/merge/version-order.js';
import { addAudit } from '../audit-log.js';
import { changeIdOf, changeKeys } from '../change-key.js';
import type { JournalContext } from '../context.js';
import { headsOf } from '../heads.js';
import { journalLimits } from '../limits.js';
import { mergeFamily } from '../merge/shown.js';
import { exportSql } from '../sql/exports.js';
import { type FamilyRow, versionSql } from '../sql/versions.js';
import { transaction } from '../sqlite/transaction.js';
import { versionToken } from '../version-token.js';
import type { ExportPage, ExportQuery, ExportStore } from './export-store.js';

/** A resource as it stood. */
interface Standing {
  /** `undefined`: it was deleted. */
  readonly body: string | undefined;
  readonly versionId: string;
  readonly updatedMilliseconds: number;
  readonly receivedMilliseconds: number;
}

/** {@link ExportStore} over one SQLite database. */
export class SqliteExportStore implements ExportStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async begin(operator: string, subject: string) {
    const { connection, now } = this.#context;
    return transaction(connection, () => {
      const author = `carnet:operator/${operator}`;
      addAudit(this.#context, [{ author, action: 'export', subject, outcome: 'done' }], now());
      const types = connection.all(exportSql.types).map(({ name }) => name);
      return { through: connection.one(versionSql.newest)?.key ?? 0, types };
    });
  }

  async page(query: ExportQuery): Promise<ExportPage> {
    const type = this.#context.names.findType(query.type);
    if (type === undefined) return { lines: [], deleted: [] };
    const rows = this.#rows(type, query);
    const [lines, deleted]: [string[], string[]] = [[], []];
    let bytes = 0;
    for (const { resource, id } of rows) {
      if (bytes > query.bytesMax) return { lines, deleted, next: lastBefore(rows, id) };
      const standing = standingAt(this.#context, query.type, resource, query.through);
      if (standing === undefined || isOlder(standing, query.since)) continue;
      const { body, versionId, updatedMilliseconds } = standing;
      if (body === undefined) deleted.push(id);
      else bytes += lines[lines.push(withServerMeta(body, versionId, updatedMilliseconds)) - 1]?.length ?? 0;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < journalLimits.exportedResourcesMax) return { lines, deleted };
    return { lines, deleted, next: last.id };
  }

  #rows(type: number, { patient, after }: ExportQuery) {
    const { connection, names } = this.#context;
    const count = journalLimits.exportedResourcesMax;
    if (patient === undefined) return connection.all(exportSql.page, type, after, count);
    const compartment = names.findPatient(patient);
    if (compartment === undefined) throw new Problem('not-found', `Patient/${patient}`);
    return connection.all(exportSql.pageOfPatient, compartment, type, after, count);
  }
}

function lastBefore(rows: readonly { readonly id: string }[], id: string): string {
  return rows[rows.findIndex((row) => row.id === id) - 1]?.id ?? '';
}

function isOlder({ updatedMilliseconds, receivedMilliseconds }: Standing, since: number | undefined): boolean {
  return since !== undefined && updatedMilliseconds < since && receivedMilliseconds < since;
}

/** What a resource showed when this node had the versions up to a place; `undefined` when it had none of it. */
function standingAt(context: JournalContext, type: string, resource: number, through: number): Standing | undefined {
  const { connection } = context;
  const rows = connection.all(exportSql.familyUpTo, resource, through);
  const heads = headsOf(rows).toSorted((left, right) => compareVersions(orderOf(right), orderOf(left)));
  const [winner] = heads;
  if (winner === undefined) return undefined;
  const received = connection.one(exportSql.receivedOf, winner.key)?.receivedMilliseconds ?? 0;
  const isSplit = heads.length > 1;
  const body = isSplit
    ? mergeFamily(context, type, { rows, heads }).body
    : connection.one(versionSql.bodyOf, winner.key)?.body?.toString('utf8');
  const names = changeKeys(heads.map(({ changeId }) => changeIdOf(changeId)));
  return {
    body,
    versionId: isSplit ? versionToken(winner.changeId, names) : changeIdOf(winner.changeId),
    ...{ updatedMilliseconds: winner.stampMilliseconds, receivedMilliseconds: received },
  };
}

function orderOf({ changeId, stampMilliseconds, stampCounter }: FamilyRow) {
  return { changeId: changeIdOf(changeId), stamp: { milliseconds: stampMilliseconds, counter: stampCounter } };
}
