import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { problems } from '../../protocol/problems.js';

/** How a program ends when it cannot go on: one line for a person, and the exit code of the contract. */
export interface Ending {
  readonly line: string;
  readonly exitCode: number;
  /** Whether the line says all that there is to know. */
  readonly isExpected: boolean;
}

const systemErrors: Readonly<Record<string, ProblemCode>> = {
  EADDRINUSE: 'port-in-use',
  EADDRNOTAVAIL: 'port-in-use',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  EROFS: 'permission-denied',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EIO: 'disk-failed',
};

/** Gives an error of the operating system its code of the closed list; a Problem stays what it is. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const details = error as { code?: unknown; port?: unknown; address?: unknown; path?: unknown };
  const code = typeof details?.code === 'string' ? systemErrors[details.code] : undefined;
  if (code === undefined) return new Problem('internal', '', [], { cause: error });
  const place =
    typeof details.port === 'number'
      ? `${typeof details.address === 'string' ? details.address : ''}:${details.port}`
      : typeof details.path === 'string'
        ? details.path
        : '';
  return new Problem(code, place, [], { cause: error });
}

/** Says in one line, in English and in French, why the program ends. */
export function endingOf(error: unknown): Ending {
  const problem = problemOf(error);
  const { en, fr, exit } = problems[problem.code];
  const detail = problem.detail === '' ? '' : ` (${problem.detail.replace(/\s+/g, ' ')})`;
  return {
    line: `carnet: ${en}${detail} / ${fr} [${problem.code}]`,
    exitCode: exit,
    isExpected: problem.code !== 'internal',
  };
}

/** Whether a program must stop at once: after a failed disk nothing that it would say is certain any more. */
export function isFatal(error: unknown): boolean {
  return error instanceof Problem && (error.code === 'disk-failed' || error.code === 'database-corrupt');
}

/** Does what `act` does, and tells of an error after which the program must stop, wherever it is answered. */
export function watchFatal<Given extends readonly unknown[], Result>(
  act: (...given: Given) => Promise<Result>,
  onFatal: (error: unknown) => void,
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    try {
      return await act(...given);
    } catch (error) {
      if (isFatal(error)) onFatal(error);
      throw error;
    }
  };
}
