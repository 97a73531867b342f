import { createServer } from 'node:net';
import { Problem } from '../../protocol/problem.js';
import { systemErrorCode } from '../folder/atomic-file.js';

/** A failure to listen, in the words of the closed list. */
export function problemOfListening(cause: unknown, port: number): Problem {
  const code = systemErrorCode(cause);
  if (code === 'EADDRINUSE') return new Problem('port-in-use', `port ${port}`, [], { cause });
  if (code === 'EACCES') return new Problem('permission-denied', `port ${port}`, [], { cause });
  return new Problem('internal', `cannot listen on port ${port}`, [], { cause });
}

/**
 * Tries every port before anything is started, so that one that is taken is said in one line and leaves nothing behind.
 * @throws Problem `port-in-use`, `permission-denied`
 */
export async function checkPortsFree(host: string, ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    await new Promise<void>((resolve, reject) => {
      const server = createServer();
      server.once('error', (cause) => reject(problemOfListening(cause, port)));
      server.listen(port, host, () => server.close(() => resolve()));
    });
  }
}
