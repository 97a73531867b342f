import { Problem, type ProblemCode } from '../../protocol/problem.js';

/**
 * Turns what SQLite throws into a code of the closed list (https://sqlite.org/rescode.html); a Problem passes
 * unchanged. SQLite's own text is kept only as the cause: it may quote values.
 */
export function problemOfSqlite(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(codeOf(sqliteCodeOf(error)), '', [], { cause: error });
}

/** The extended result code that better-sqlite3 puts on its errors, e.g. `SQLITE_IOERR_WRITE`; '' for anything else. */
export function sqliteCodeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : '';
}

function codeOf(code: string): ProblemCode {
  // The index of the write-ahead log found no room; what it holds is made anew from that log.
  if (code.startsWith('SQLITE_FULL') || code === 'SQLITE_IOERR_SHMSIZE') return 'disk-full';
  if (code.startsWith('SQLITE_IOERR')) return 'disk-failed';
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return 'database-corrupt';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'folder-in-use';
  if (/^SQLITE_(READONLY|PERM|CANTOPEN|AUTH)/.test(code)) return 'permission-denied';
  return 'internal';
}
