import type { problemCodes } from './problem-codes.js';

export type ProblemCode = keyof typeof problemCodes;

/** One broken rule of a resource: where (FHIRPath, e.g. `Patient.birthDate`) and what. Never holds a patient's data. */
export interface ProblemIssue {
  readonly path: string;
  readonly text: string;
}

/**
 * The one error class that crosses a boundary. What its code means to each outside stands in `problems.ts`: pages throw problems,
 * too, and need none of its words. `detail` is for people and never holds a patient's data.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly issues: readonly ProblemIssue[];

  constructor(code: ProblemCode, detail = '', issues: readonly ProblemIssue[] = [], options?: { cause?: unknown }) {
    super(detail === '' ? code : `${code}: ${detail}`, options);
    this.name = 'Problem';
    this.code = code;
    this.detail = detail;
    this.issues = issues;
  }
}
