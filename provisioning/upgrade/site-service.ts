import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentOf, nodeFlagsOf } from '../../config/running/program-start.js';
import { Problem } from '../../protocol/problem.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { lockHolder } from '../folder/lock.js';
import { isRunning, markOf, type ProcessMark } from '../folder/process-mark.js';
import { ownerOf } from './as-owner.js';
import { rootPaths } from './install-root.js';

/** How the program of a site is stopped and started; both do nothing where nothing is left to do. */
export interface SiteService {
  /** @throws Problem `folder-in-use` when it does not end */
  stop(): Promise<void>;
  /** Whether it serves is asked later. @throws Problem `release-unhealthy` when it cannot even be started */
  start(): Promise<void>;
}

/** As long as the unit gives it (`TimeoutStopSec`), and a little. */
const stopMillisecondsMax = 35_000;
const lookMilliseconds = 100;

/** The service of a machine with systemd. */
export function systemdService(dir: string, unit: string): SiteService {
  return {
    stop: async () => {
      await systemctl('stop', unit);
      await waitUntil(() => lockHolder(dir) === undefined, dir);
    },
    start: async () => {
      // What failed often is otherwise not started again.
      await systemctl('reset-failed', unit).catch(() => {});
      await systemctl('start', unit);
    },
  };
}

async function systemctl(verb: string, unit: string): Promise<void> {
  const exit = await new Promise<number | null>((resolve) => {
    const child = spawn('systemctl', [verb, unit], { stdio: 'ignore' });
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
  if (exit !== 0) throw new Problem('permission-denied', `systemctl ${verb} ${unit}`);
}

/** The program as a process by itself, for machines without systemd: it outlives the command that starts it. */
export function processService(root: string, dir: string): SiteService {
  const { current, log, mark } = rootPaths(root);
  /** Who holds the folder, and who was started and may not have come so far. */
  const running = () => [lockHolder(dir), markIn(mark)].filter((one) => one !== undefined);
  const end = (name: NodeJS.Signals) => {
    for (const { pid } of running()) signal(pid, name);
  };
  return {
    stop: async () => {
      end('SIGTERM');
      await waitUntil(() => running().length === 0, dir).catch(() => end('SIGKILL'));
      await waitUntil(() => running().length === 0, dir);
    },
    start: async () => {
      if (running().length > 0) return;
      const said = openSync(log, 'a', 0o600);
      try {
        const main = join(current, 'dist', 'edge-agent', 'main.js');
        const child = spawn(process.execPath, [...nodeFlagsOf('edge-agent'), main, '--dir', dir], {
          ...{ cwd: '/', detached: true, stdio: ['ignore', said, said], env: environmentOf('edge-agent') },
          ...ownerOf(dir),
        });
        child.on('error', () => {});
        if (child.pid !== undefined) writeFileAtomically(mark, JSON.stringify(markOf(child.pid)));
        child.unref();
      } finally {
        closeSync(said);
      }
    },
  };
}

/** The process that was started last, while it runs. */
function markIn(file: string): ProcessMark | undefined {
  try {
    const mark = JSON.parse(readTextIfThere(file) ?? 'null') as ProcessMark | null;
    return mark !== null && isRunning(mark) ? mark : undefined;
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

async function waitUntil(isSo: () => boolean, dir: string): Promise<void> {
  const began = performance.now();
  while (!isSo()) {
    if (performance.now() - began > stopMillisecondsMax) throw new Problem('folder-in-use', dir);
    await sleep(lookMilliseconds);
  }
}
