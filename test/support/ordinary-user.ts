import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Whose rights a process is started with; what is absent is as in the suite itself. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

/** The numbers that every Linux gives to who owns nothing. */
const nobody = { uid: 65_534, gid: 65_534 } as const;

/** Somebody without rights: nobody, where the suite is root; else the suite itself is. */
export const ordinaryUser: RunAs = process.getuid?.() === 0 ? nobody : {};

/** Why the sources cannot be run as that user, in words; `undefined` where they can. */
export function unreadableFor(runAs: RunAs, path: string): string | undefined {
  const read = `require('node:fs').accessSync(${JSON.stringify(path)}, 4)`;
  const { status } = spawnSync(process.execPath, ['-e', read], { ...runAs, cwd: '/', env: {} });
  return status === 0 ? undefined : `needs sources that everybody may read: ${path}`;
}

/** The privileges that the kernel grants each thread of a process at this moment, in its own hexadecimal form. */
export function privilegesOf(pid: number): ReadonlySet<string> {
  const threads = readdirSync(`/proc/${pid}/task`);
  const lines = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'));
  return new Set(lines.map((text) => /^CapEff:\s*([0-9a-f]+)$/m.exec(text)?.[1] ?? 'unknown'));
}

/** No privilege in any thread. */
export const noPrivilege: ReadonlySet<string> = new Set(['0000000000000000']);
