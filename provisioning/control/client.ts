import { nodePaths } from '../node-folder.js';
import { askSocket } from './ask-socket.js';
import type { ControlRequest } from './message.js';

/**
 * Asks the program that runs in the folder.
 * @returns its result; `undefined` is never a result (it arrives as `null`)
 * @throws Problem of the verb; `not-found` when no program listens; `time-out` when it stopped half-way
 */
export function callControl(dir: string, verb: string, args: unknown): Promise<unknown> {
  return askSocket(nodePaths(dir).controlSocket, { verb, args } satisfies ControlRequest, 'control socket');
}
