import { execFileSync } from 'node:child_process';

/** The commit that this is, and whether something is not committed; `unknown` outside of a repository. */
export function commitHere(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'], {
      encoding: 'utf8',
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
