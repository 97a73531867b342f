import { Problem, type ProblemCode } from '../../protocol/problem.js';

/** The code of the Problem that `run` throws; '' when it throws nothing; any other error passes through. */
export function problemOf(run: () => unknown): ProblemCode | '' {
  try {
    run();
    return '';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}
