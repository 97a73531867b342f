import { Problem, type ProblemCode, type ProblemIssue } from '../../protocol/problem.js';
import type { Words } from '../words.js';

/** What is wrong with a file or a part of it, in words of both languages; they hold nothing of the record. */
export class FileFault extends Problem {
  readonly words: Words;

  constructor(code: ProblemCode, words: Words, options?: { cause?: unknown }) {
    super(code, words.en, [{ path: '', text: words.en }], options);
    this.words = words;
  }
}

/** The same problem, said in one language. */
export function sayFault(problem: Problem, language: keyof Words): Problem {
  if (!(problem instanceof FileFault)) return problem;
  return new Problem(problem.code, problem.words[language], issuesIn(problem, language), { cause: problem });
}

/** What is wrong and where, in one language where there are words for both. */
export function issuesIn(problem: Problem, language: keyof Words): readonly ProblemIssue[] {
  if (problem instanceof FileFault) return [{ path: '', text: problem.words[language] }];
  return problem.issues.length > 0 ? problem.issues : [{ path: '', text: problem.detail }];
}
