import type { ProblemIssue } from '../../protocol/problem.js';

/** What validation found: `structure` is not FHIR of that type at all (400), `rule` is FHIR that breaks a rule (422). */
export interface Finding extends ProblemIssue {
  readonly kind: 'structure' | 'rule';
}

/** Collects findings; the texts are ours or the specification's and never hold what a record says. */
export class Findings {
  readonly list: Finding[] = [];
  /** What could not be looked at: no fault, and no word that there is none. */
  readonly notes: ProblemIssue[] = [];

  /** What is wrong and refuses no write. */
  readonly warnings: ProblemIssue[] = [];

  structure(path: string, text: string): void {
    this.list.push({ kind: 'structure', path, text });
  }

  note(path: string, text: string): void {
    this.notes.push({ path, text });
  }

  warn(path: string, text: string): void {
    this.warnings.push({ path, text });
  }

  rule(path: string, text: string): void {
    this.list.push({ kind: 'rule', path, text });
  }
}
