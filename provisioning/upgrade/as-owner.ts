import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Problem } from '../../protocol/problem.js';
import { isProblemCode } from '../../protocol/problems.js';

/** Who a program that touches a site's folder runs as: the folder's owner, where this process may choose. */
export function ownerOf(dir: string): { readonly uid: number; readonly gid: number } | Record<string, never> {
  const { uid, gid } = statSync(dir);
  return process.getuid?.() === 0 && uid !== 0 ? { uid, gid } : {};
}

/**
 * Runs the `carnet` command of a release as the owner of a folder: what an upgrade does as root never touches records.
 * @param release the release's folder
 * @param owned the folder whose owner runs it
 * @returns what it answered under `--json`
 * @throws Problem as the command said; `release-unhealthy` when it said nothing that can be read, or took too long
 */
export async function askRelease(
  release: string,
  owned: string,
  parameters: readonly string[],
  millisecondsMax: number,
): Promise<unknown> {
  const args = [`${release}/bin/carnet.js`, ...parameters, '--json'];
  const child = spawn(process.execPath, args, {
    ...{ cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], timeout: millisecondsMax, killSignal: 'SIGKILL' },
    ...ownerOf(owned),
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  const [out, error, exit] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (exit === 0) return parsed(out) ?? {};
  throw (
    problemIn(error) ??
    new Problem('release-unhealthy', `carnet ${parameters.slice(0, 2).join(' ')}: exit ${exit ?? 'none'}`)
  );
}

function problemIn(said: string): Problem | undefined {
  const answer = parsed(said.trim().split('\n').at(-1) ?? '') as
    | { readonly problem?: { readonly code?: unknown; readonly detail?: unknown } }
    | undefined;
  const { code, detail } = answer?.problem ?? {};
  return typeof code === 'string' && isProblemCode(code) ? new Problem(code, String(detail ?? '')) : undefined;
}

function parsed(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return undefined;
  }
}
