import type { AuditEntry } from '../record-store.js';
import { type AuditWord, auditWords } from './audit-words.js';

/** What the subject of an entry is: nothing, a type or a route, something with an id, or a version of it. */
export type SubjectShape = 'none' | 'type' | 'instance' | 'version';

/**
 * What tells the kind of an entry. There are some hundred, so that a search for a kind asks the database for those of them that
 * it means, and no entry has to leave the database to be judged.
 */
export interface AuditClass {
  /** `undefined`: one that this program does not know, of an earlier or a later one. */
  readonly word: AuditWord | undefined;
  readonly outcome: AuditEntry['outcome'];
  readonly shape: SubjectShape;
}

const outcomes = ['done', 'refused'] as const;
const shapes = ['none', 'type', 'instance', 'version'] as const;
const versionMark = '/_history/';

export const auditClasses: readonly AuditClass[] = [...auditWords, undefined].flatMap((word) =>
  outcomes.flatMap((outcome) => shapes.map((shape) => ({ word, outcome, shape }))),
);

export function classOf(entry: Pick<AuditEntry, 'subject' | 'outcome'> & { readonly action: string }): AuditClass {
  const { action, subject, outcome } = entry;
  const word = action.split(' ', 1)[0];
  return {
    word: auditWords.find((known) => known === word),
    // What somebody wrote over it is no success.
    outcome: outcome === 'done' ? 'done' : 'refused',
    shape: shapeOf(subject),
  };
}

function shapeOf(subject: string): SubjectShape {
  if (subject === '') return 'none';
  if (subject.includes(versionMark)) return 'version';
  return subject.includes('/') ? 'instance' : 'type';
}

/** The resource that a subject names, without its version. */
export function subjectWithoutVersion(subject: string): string {
  return subject.split(versionMark, 1)[0] ?? '';
}

export function classKeyOf({ word, outcome, shape }: AuditClass): string {
  return `${word ?? ''} ${outcome} ${shape}`;
}

const firstWord = "substr(u.action, 1, instr(u.action || ' ', ' ') - 1)";
const knownWords = auditWords.map((word) => `'${word}'`).join(', ');

/** {@link classKeyOf} of a row `u` of the audit. */
export const classColumn = `(CASE WHEN ${firstWord} IN (${knownWords}) THEN ${firstWord} ELSE '' END || CASE u.outcome WHEN 'done' THEN ' done ' ELSE ' refused ' END ||
  CASE WHEN u.subject = '' THEN 'none' WHEN instr(u.subject, '${versionMark}') > 0 THEN 'version'
  WHEN instr(u.subject, '/') > 0 THEN 'instance' ELSE 'type' END)`;

/** {@link subjectWithoutVersion} of a row `u` of the audit. */
export const subjectColumn = `substr(u.subject, 1, instr(u.subject || '${versionMark}', '${versionMark}') - 1)`;
