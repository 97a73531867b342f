import type { ResourceId, SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { namedOperator } from '../../record/accounts/program-author.js';
import { addAudit } from '../audit-log.js';
import type { JournalContext } from '../context.js';
import { interestedIn } from '../fan-out/fan-out.js';
import { journalLimits } from '../limits.js';
import { exportSql } from '../sql/exports.js';
import { versionSql } from '../sql/versions.js';
import { transaction } from '../sqlite/transaction.js';
import type { ExportPage, ExportQuery, ExportStore } from './export-store.js';
import { isOlder, lineOf, standingAt } from './standing.js';

/** {@link ExportStore} over one SQLite database. */
export class SqliteExportStore implements ExportStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async begin(operator: string, subject: string) {
    const { connection, now } = this.#context;
    return transaction(connection, () => {
      const author = namedOperator(operator);
      addAudit(this.#context, [{ author, action: 'export', subject, outcome: 'done' }], now());
      const types = connection.all(exportSql.types).map(({ name }) => name);
      return { through: connection.one(versionSql.newest)?.key ?? 0, types };
    });
  }

  async holdersOf(patient: ResourceId): Promise<readonly SiteCode[]> {
    return interestedIn(this.#context, patient);
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
      const { body } = standing;
      if (body === undefined) deleted.push(id);
      else bytes += lines[lines.push(lineOf({ ...standing, body })) - 1]?.length ?? 0;
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
