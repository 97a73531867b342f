import type { ProblemCode } from './problem.js';
import { problemCodes } from './problem-codes.js';
import { problemWords } from './problem-words.js';

/**
 * How the caller may treat a problem: `transient` — try again unchanged; `ambiguous` — it may have taken effect, look
 * before trying again; `permanent` — the same request will never pass.
 */
export type ProblemNature = 'transient' | 'ambiguous' | 'permanent';

/** What a problem code means to each outside: its nature, the HTTP status, the FHIR issue type and the exit code. */
export interface ProblemMeaning {
  readonly nature: ProblemNature;
  /** HTTP status of the REST API. */
  readonly status: number;
  /** FHIR R4 `issue-type` code for OperationOutcome.issue.code. */
  readonly issue: string;
  /** Exit code of the command line: 1 failed · 2 wrong usage · 3 refused by policy. */
  readonly exit: 1 | 2 | 3;
  /** What happened, what is safe, what to do next; short and without blame. */
  readonly fr: string;
  readonly en: string;
}

/** The closed list of problems with all that each means. */
export const problems = Object.fromEntries(
  (Object.keys(problemCodes) as ProblemCode[]).map((code) => [code, meaningOf(code)]),
) as Readonly<Record<ProblemCode, ProblemMeaning>>;

function meaningOf(code: ProblemCode): ProblemMeaning {
  const [nature, status, issue, exit] = problemCodes[code];
  const [en, fr] = problemWords[code];
  return { nature, status, issue, exit, fr, en };
}

/** Whether `value` is a code of the closed list; for codes that came over the wire. */
export function isProblemCode(value: string): value is ProblemCode {
  return Object.hasOwn(problems, value);
}

/** Whether what stands in the way may pass by itself; otherwise it is tried again much more rarely. */
export function mayTryAgain(code: ProblemCode): boolean {
  return problems[code].nature !== 'permanent';
}
