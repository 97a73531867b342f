import { closeSync, existsSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Problem } from '../../protocol/problem.js';

/** `sockaddr_un.sun_path` holds 108 bytes on Linux and 104 elsewhere, its final zero included (unix(7)). */
const socketPathBytesMax = 103;

export interface ReachableSocket {
  /** A path short enough for the operating system that names the same socket. */
  readonly path: string;
  /** Call when the path is no longer needed. */
  release(): void;
}

/**
 * A folder may lie deeper than a socket's path may be long. Then the socket is named through an open handle of its
 * folder, `/proc/self/fd/N/control.sock`, which stays short.
 * @throws Problem `usage-wrong` where that is not possible either
 */
export function reachSocket(path: string): ReachableSocket {
  if (Buffer.byteLength(path) <= socketPathBytesMax) return { path, release: () => {} };
  if (!existsSync('/proc/self/fd')) {
    throw new Problem('usage-wrong', `the path of the folder is too long for a socket: ${dirname(path)}`);
  }
  const folder = openSync(dirname(path), 'r');
  return { path: `/proc/self/fd/${folder}/${basename(path)}`, release: () => closeSync(folder) };
}
