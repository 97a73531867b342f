import { type DestinationStream, type Logger, pino } from 'pino';
import { Problem } from '../../protocol/problem.js';

export type { Logger };

interface LoggedRequest {
  readonly method?: string;
  readonly routeOptions?: { readonly url?: string | undefined };
}

/**
 * The program's log, one JSON object a line. Nothing of a patient ever reaches it (rule R3): of a request only the method
 * and the pattern of its route are logged, never the address itself, and of an error its codes and places, never its
 * text, unless it is a Problem, whose text is written by us.
 */
export function createLogger(name: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level,
    base: { name },
    serializers: { req: serialiseRequest, res: serialiseResponse, err: serialiseError },
  };
  return pino(options, destination ?? standardError());
}

/** Where a program's log goes. */
export function standardError(): DestinationStream {
  return pino.destination({ dest: 2, sync: true });
}

function serialiseRequest(request: LoggedRequest): object {
  return { method: request.method, route: request.routeOptions?.url ?? 'none' };
}

function serialiseResponse(reply: { readonly statusCode?: number }): object {
  return { statusCode: reply.statusCode };
}

/** What may be said of an error: its class, its codes, and where it was thrown. */
export function serialiseError(error: unknown): object {
  if (error instanceof Problem) return { problem: error.code, detail: error.detail, cause: serialiseCause(error) };
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { type: error.name, code, stack: places.slice(0, 12).join('\n') };
}

function serialiseCause(problem: Problem): object | undefined {
  return problem.cause === undefined ? undefined : serialiseError(problem.cause);
}
