import { createHash } from 'node:crypto';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { mayTryAgain } from '../../protocol/problems.js';
import { addAudit } from '../audit-log.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { keptMilliseconds } from '../retention/kept-days.js';
import { noteSweep } from '../retention/note-sweep.js';
import { type ExportJobRow, exportJobSql } from '../sql/export-jobs.js';
import { exportSql } from '../sql/exports.js';
import { versionSql } from '../sql/versions.js';
import { transaction } from '../sqlite/transaction.js';
import { turn } from '../turn.js';
import type {
  ExportFile,
  ExportFileKey,
  ExportJob,
  ExportJobStore,
  ExportPart,
  NewExportJob,
} from './export-job-store.js';
import { type Part, readStretch, type Stretch } from './export-stretch.js';
import { leftOut } from './of-patients.js';
import { readScope, scopeOf } from './scope-text.js';
import { deletionLineOf, lineOf, standingAt } from './standing.js';
import { ThenIndex } from './then-index.js';

/** Of a key of a resource in a part. */
const keyBytes = 6;

/** {@link ExportJobStore} over one SQLite database. */
export class SqliteExportJobStore implements ExportJobStore {
  readonly #context: JournalContext;
  /** Made when the first export by criteria is at work. */
  #thenIndex: ThenIndex | undefined;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async begin(job: NewExportJob): Promise<ExportJob> {
    const { connection, now } = this.#context;
    const { id, author, request, ofPatients, since, subjects = ['export'] } = job;
    return transaction(connection, () => {
      const own = connection.one(exportJobSql.countOf, author)?.count ?? 0;
      const all = connection.one(exportJobSql.countAll, '')?.count ?? 0;
      if (own >= journalLimits.exportJobsOfOneMax || all >= journalLimits.exportJobsMax) {
        throw new Problem('exports-too-many');
      }
      const at = Math.floor(now());
      const found = connection.all(exportSql.types).map(({ name }) => name);
      const types = [...new Set([...found.filter((name) => job.types.has(name)), ...leftOut(job)])];
      const through = connection.one(versionSql.newest)?.key ?? 0;
      const [state, ended] = types.length === 0 ? ['done', at] : ['working', null];
      const asked = [id, author, request, ofPatients ? 1 : 0, JSON.stringify(types), since ?? null] as const;
      connection.run(exportJobSql.add, ...asked, through, at, state, ended, ...scopeOf(job));
      const rows = subjects.map((subject) => ({ author, action: 'export', subject, outcome: 'done' }) as const);
      addAudit(this.#context, rows, at);
      return this.#known(id);
    });
  }

  async find(id: string): Promise<ExportJob | undefined> {
    const row = this.#context.connection.one(exportJobSql.find, id);
    return row && this.#jobOf(row);
  }

  async files(id: string): Promise<readonly ExportFile[]> {
    return this.#context.connection.all(exportJobSql.files, id);
  }

  async parts(id: string, { type, kind }: ExportFileKey): Promise<readonly ExportPart[]> {
    return this.#context.connection.all(exportJobSql.parts, id, type, kind);
  }

  async read(id: string, file: ExportFileKey, part: number): Promise<Buffer> {
    const { connection } = this.#context;
    const row = connection.one(exportJobSql.find, id);
    const kept = connection.one(exportJobSql.part, part, id);
    if (row === undefined || kept === undefined) throw new Problem('not-found');
    const lines: string[] = [];
    for (let at = 0; at < kept.resources.length; at += keyBytes) {
      lines.push(this.#line(file, kept.resources.readUIntBE(at, keyBytes), row.through));
      if (lines.length % journalLimits.exportStepResourcesMax === 0) await turn(this.#context);
    }
    const text = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    if (!createHash('sha256').update(text).digest().equals(kept.digest)) throw new Problem('export-stale');
    return text;
  }

  async advance(): Promise<boolean> {
    const row = this.#context.connection.one(exportJobSql.first);
    if (row === undefined) return false;
    try {
      const types = JSON.parse(row.types) as string[];
      const { after, through, sinceMilliseconds, begunMilliseconds: atMilliseconds } = row;
      const type = types[row.type] ?? '';
      const { patients, filters = [] } = readScope(row);
      const query = {
        ...{ type, after, through, atMilliseconds, ofPatients: row.ofPatients === 1 },
        ...{ filters: filters.filter((filter) => filter.type === type) },
        ...(patients !== undefined && { patients }),
        ...(sinceMilliseconds !== null && { since: sinceMilliseconds }),
      };
      const stretch = await readStretch(this.#context, query, () => this.#index());
      this.#keep(row, types, stretch);
    } catch (error) {
      if (!(error instanceof Problem) || mayTryAgain(error.code)) throw error;
      this.#context.connection.run(exportJobSql.fail, error.code, Math.floor(this.#context.now()), row.id);
    }
    return true;
  }

  #index(): ThenIndex {
    this.#thenIndex ??= new ThenIndex(this.#context.cursorSeal);
    return this.#thenIndex;
  }

  async remove(id: string): Promise<void> {
    this.#context.connection.run(exportJobSql.remove, id);
  }

  keptUntil({ endedMilliseconds, begunMilliseconds }: ExportJob): number {
    return (endedMilliseconds ?? begunMilliseconds) + keptMilliseconds(this.#context.connection, 'exports');
  }

  async move({ sinceMilliseconds, byMilliseconds }: Parameters<ExportJobStore['move']>[0]): Promise<void> {
    const [since, by] = [Math.floor(sinceMilliseconds), Math.round(byMilliseconds)];
    this.#context.connection.run(exportJobSql.move, since, by, since, by, '');
  }

  async forget(): Promise<void> {
    const { connection, now } = this.#context;
    const at = Math.floor(now());
    const endedBefore = at - keptMilliseconds(connection, 'exports');
    const begunBefore = endedBefore - journalLimits.exportWorkMillisecondsMax;
    const over = connection.all(exportJobSql.ended, '', endedBefore, begunBefore);
    if (over.length === 0) return;
    transaction(connection, () => {
      for (const { id } of over) connection.run(exportJobSql.remove, id);
      noteSweep(this.#context, 'exports', over.length);
    });
  }

  /** A part and how far the job is are kept together, so that a cut repeats and skips nothing. */
  #keep(row: ExportJobRow, types: readonly string[], { output, deleted, next }: Stretch): void {
    const { connection, now } = this.#context;
    const [type, after] = next === undefined ? [row.type + 1, ''] : [row.type, next];
    const isDone = type >= types.length;
    const ended = isDone ? Math.floor(now()) : null;
    transaction(connection, () => {
      const state = isDone ? 'done' : 'working';
      const moved = connection.run(exportJobSql.advance, type, after, state, ended, row.id, row.type, row.after);
      // Somebody cancelled it meanwhile.
      if (moved.changes === 0) return;
      const name = types[row.type] ?? '';
      this.#addPart(row.id, { type: name, kind: 'output' }, output);
      this.#addPart(row.id, { type: name, kind: 'deleted' }, deleted);
    });
  }

  #addPart(id: string, { type, kind }: ExportFileKey, part: Part): void {
    const { resources, bytes } = part;
    if (resources.length === 0) return;
    const keys = Buffer.alloc(resources.length * keyBytes);
    for (const [index, key] of resources.entries()) keys.writeUIntBE(key, index * keyBytes, keyBytes);
    this.#context.connection.run(exportJobSql.addPart, id, type, kind, resources.length, bytes, part.digest(), keys);
  }

  /** @throws Problem `export-stale` */
  #line({ type, kind }: ExportFileKey, resource: number, through: number): string {
    if (kind === 'deleted') {
      return deletionLineOf(type, this.#context.connection.one(exportJobSql.idOf, resource)?.id ?? '');
    }
    const standing = standingAt(this.#context, type, resource, through);
    if (standing?.body === undefined) throw new Problem('export-stale');
    return lineOf({ ...standing, body: standing.body });
  }

  #known(id: string): ExportJob {
    const row = this.#context.connection.one(exportJobSql.find, id);
    if (row === undefined) throw new Problem('internal', 'export');
    return this.#jobOf(row);
  }

  #jobOf(row: ExportJobRow): ExportJob {
    const { id, author, request, ofPatients, types, sinceMilliseconds, begunMilliseconds, state, code, type } = row;
    const lines = this.#context.connection.one(exportJobSql.lines, id)?.lines ?? 0;
    return {
      ...{ id, author, request, ofPatients: ofPatients === 1, types: JSON.parse(types) as string[], type },
      ...{ begunMilliseconds, state, lines },
      ...readScope(row),
      ...(sinceMilliseconds !== null && { since: sinceMilliseconds }),
      ...(code !== null && { code: code as ProblemCode }),
      ...(row.endedMilliseconds !== null && { endedMilliseconds: row.endedMilliseconds }),
    };
  }
}
