import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.js';
import { uncovered } from './uncovered.js';

/** What a demo says when it is ready. */
export interface ReadyDemo {
  readonly hub: { readonly localUrl: string };
  readonly sites: readonly { readonly id: string; readonly name: string; readonly localUrl: string }[];
  /** Of all its accounts, which are named by their roles. */
  readonly password: string;
}

const entry = fileURLToPath(new URL('./demo-entry.ts', import.meta.url));

/** `carnet demo` with two hospitals as a process of its own, with all the programs that it starts; ends with the test. */
export async function startDemoProcess(
  t: { teardown(stop: () => unknown): unknown },
  basePort: number,
): Promise<ReadyDemo> {
  const dir = join(temporaryFolder(t), 'demo');
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', entry, '--dir', dir, '--base-port', String(basePort), '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...uncovered } },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  t.teardown(async () => {
    child.kill('SIGINT');
    await ended;
  });
  return readyLine(child);
}

function readyLine(child: ChildProcess): Promise<ReadyDemo> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part) => {
      text += part;
      if (text.includes('\n')) resolve(JSON.parse(text) as ReadyDemo);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready`)));
  });
}
