import { createHash } from 'node:crypto';
import { Problem } from '../../protocol/problem.js';
import { namedOperator } from '../../record/accounts/program-author.js';
import type { AuditAction } from '../audit/audit-words.js';
import { addAudit } from '../audit-log.js';
import type { JournalContext } from '../context.js';
import { type ImportRow, importSql } from '../sql/imports.js';
import { transaction } from '../sqlite/transaction.js';
import type { VersionWriter } from '../version-writer.js';
import type {
  ImportedFile,
  ImportPart,
  ImportStore,
  KeptImport,
  KeptRefusal,
  UndoneCounts,
  UndoneResource,
} from './import-store.js';
import { announceAll, undoRound } from './undo-round.js';
import { writePart } from './write-part.js';

const refusalsPageMax = 1_000;

/** {@link ImportStore} over one SQLite database. */
export class SqliteImportStore implements ImportStore {
  readonly #context: JournalContext;
  readonly #writer: VersionWriter;

  constructor(context: JournalContext, writer: VersionWriter) {
    this.#context = context;
    this.#writer = writer;
  }

  async begin(files: readonly ImportedFile[], operator: string): Promise<KeptImport> {
    const { connection } = this.#context;
    const key = keyOf(files);
    return transaction(connection, () => {
      const now = this.#context.now();
      const open = connection.one(importSql.open, key);
      const time = Math.floor(now);
      const id = open?.id ?? connection.run(importSql.add, key, JSON.stringify(files), operator, time, time).key;
      this.#audit(operator, open === undefined ? 'import' : 'import-resume', id, now);
      return this.#find(id);
    });
  }

  async write(part: ImportPart, from: { readonly file: number; readonly position: number }): Promise<void> {
    const { connection } = this.#context;
    const touched = transaction(connection, () => {
      const { state, file, position } = this.#find(part.import);
      const isNext = from.file === file ? from.position === position : from.file > file && from.position === 0;
      if (state !== 'open' || !isNext) {
        throw new Problem('version-conflict', `import ${part.import}: another command goes on with it`);
      }
      return writePart(this.#context, this.#writer, part);
    });
    announceAll(this.#context, touched);
  }

  async end(id: number): Promise<KeptImport> {
    return transaction(this.#context.connection, () => {
      if (this.#find(id).state === 'open') this.#setState(id, 'done');
      return this.#find(id);
    });
  }

  async list(countMax: number): Promise<readonly KeptImport[]> {
    return this.#context.connection.all(importSql.list, countMax).map(keptImportOf);
  }

  async find(id: number): Promise<KeptImport> {
    return this.#find(id);
  }

  async refusals(
    id: number,
    { file, position }: { readonly file: number; readonly position: number },
  ): Promise<readonly KeptRefusal[]> {
    return this.#context.connection.all(importSql.refusals, id, file, position, refusalsPageMax);
  }

  async undo(id: number, operator: string) {
    const { connection } = this.#context;
    const round = transaction(connection, () => {
      const { state } = this.#find(id);
      if (state === 'open' || state === 'done') {
        this.#setState(id, 'undoing');
        this.#audit(operator, 'import-undo', id, this.#context.now());
      }
      const done = undoRound(this.#context, this.#writer, id);
      if (done.left === 0) this.#setState(id, 'undone');
      return done;
    });
    announceAll(this.#context, round.touched);
    return { resources: round.resources, left: round.left };
  }

  async undone(id: number): Promise<UndoneCounts> {
    const counts = { deleted: 0, restored: 0 };
    for (const { outcome, count } of this.#context.connection.all(importSql.undone, id)) counts[outcome] = count;
    return counts;
  }

  async left(id: number): Promise<readonly UndoneResource[]> {
    return this.#context.connection
      .all(importSql.kept, id)
      .map(({ type, id: fhirId, outcome }) => ({ resource: `${type}/${fhirId}`, outcome }));
  }

  #find(id: number): KeptImport {
    const row = this.#context.connection.one(importSql.find, id);
    if (row === undefined) throw new Problem('not-found', `import ${id}`);
    return keptImportOf(row);
  }

  #setState(id: number, state: KeptImport['state']): void {
    this.#context.connection.run(importSql.setState, state, Math.floor(this.#context.now()), id);
  }

  #audit(operator: string, action: AuditAction, id: number, now: number): void {
    const author = namedOperator(operator);
    addAudit(this.#context, [{ author, action, subject: `import/${id}`, outcome: 'done' }], now);
  }
}

function keyOf(files: readonly ImportedFile[]): string {
  return createHash('sha256')
    .update(files.map(({ sha256 }) => sha256).join('\n'))
    .digest('hex');
}

function keptImportOf({ files, changes: _, ...row }: ImportRow): KeptImport {
  return { ...row, files: JSON.parse(files) as ImportedFile[] };
}
