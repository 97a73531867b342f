import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentOf, nodeFlagsOf, type ProgramName } from '../../config/running/program-start.js';
import { Problem } from '../../protocol/problem.js';
import { lockHolder } from '../folder/lock.js';
import { readNode } from '../node-folder.js';

const programs = { hub: 'central-hub', site: 'edge-agent' } as const satisfies Record<string, ProgramName>;
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Starts a node's program as a process of its own and lives as long as it does; signals are passed on, so that it stops
 * in order. Resolves with its exit code.
 * @param typed what opens the data key, where a person gave it: it goes through a pipe, never as an argument
 * @throws Problem `folder-not-initialised`, `usage-wrong` for the other kind of node, `folder-in-use`
 */
export async function runProgram(dir: string, kind: 'hub' | 'site', typed?: string): Promise<number> {
  const node = readNode(dir);
  if (node.kind !== kind) {
    throw new Problem('usage-wrong', node.kind === 'hub' ? `${dir} holds a hub` : `${dir} holds a site`);
  }
  const holder = lockHolder(dir);
  if (holder !== undefined) throw new Problem('folder-in-use', `${dir} (process ${holder.pid})`);
  const program = programs[kind];
  const main = fileURLToPath(new URL(`../../${program}/main${extname(import.meta.url)}`, import.meta.url));
  if (!existsSync(main)) throw new Problem('not-found', main);
  const unlock = typed === undefined ? [] : ['--unlock-stdin'];
  const flags = [...process.execArgv, ...nodeFlagsOf(program), main, '--dir', dir, ...unlock];
  const child = spawn(process.execPath, flags, {
    stdio: [typed === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
    env: environmentOf(program),
  });
  // A program that ends before it has read says why itself.
  child.stdin?.on('error', () => {});
  child.stdin?.end(`${typed}\n`);
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of forwarded) process.on(signal, pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      // Stopped by a signal that it did not catch: failed, whatever the signal's number.
      child.on('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    for (const signal of forwarded) process.off(signal, pass);
  }
}
