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

/** The code of the Problem that a promise rejects with; '' when it resolves; any other error passes through. */
export async function codeOf(promise: Promise<unknown>): Promise<ProblemCode | ''> {
  try {
    await promise;
    return '';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}
