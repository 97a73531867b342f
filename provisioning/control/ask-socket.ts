import { createConnection, type Socket } from 'node:net';
import { Problem } from '../../protocol/problem.js';
import { systemErrorCode } from '../folder/atomic-file.js';
import { type ControlAnswer, readLine, resultOf } from './message.js';
import { reachSocket } from './socket-path.js';

/**
 * One question and its answer, a JSON line each, over a Unix socket.
 * @param listener who should be there, in words, for when nobody is
 * @throws Problem of the answer; `not-found` when nobody listens; `permission-denied`; `time-out` when it stopped half-way
 */
export async function askSocket(path: string, request: object, listener: string): Promise<unknown> {
  const reachable = reachSocket(path);
  try {
    const socket = await connect(reachable.path, listener);
    try {
      const answer = readLine(socket);
      socket.write(`${JSON.stringify(request)}\n`);
      return resultOf(JSON.parse(await answer) as ControlAnswer);
    } finally {
      socket.destroy();
    }
  } finally {
    reachable.release();
  }
}

function connect(path: string, listener: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (cause) => {
      const denied = systemErrorCode(cause) === 'EACCES';
      reject(new Problem(denied ? 'permission-denied' : 'not-found', listener, [], { cause }));
    });
  });
}
