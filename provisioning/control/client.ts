import { createConnection, type Socket } from 'node:net';
import { Problem } from '../../protocol/problem.js';
import { systemErrorCode } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';
import { type ControlAnswer, type ControlRequest, readLine, resultOf } from './message.js';
import { reachSocket } from './socket-path.js';

/**
 * Asks the program that runs in the folder.
 * @returns its result; `undefined` is never a result (it arrives as `null`)
 * @throws Problem of the verb; `not-found` when no program listens; `time-out` when it stopped half-way
 */
export async function callControl(dir: string, verb: string, args: unknown): Promise<unknown> {
  const socketPath = reachSocket(nodePaths(dir).controlSocket);
  try {
    const socket = await connect(socketPath.path);
    try {
      const answer = readLine(socket);
      socket.write(`${JSON.stringify({ verb, args } satisfies ControlRequest)}\n`);
      return resultOf(JSON.parse(await answer) as ControlAnswer);
    } finally {
      socket.destroy();
    }
  } finally {
    socketPath.release();
  }
}

function connect(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (cause) => {
      const denied = systemErrorCode(cause) === 'EACCES';
      reject(new Problem(denied ? 'permission-denied' : 'not-found', 'control socket', [], { cause }));
    });
  });
}
