import type { ProblemCode } from '../../protocol/problem.js';
import type { ReleaseMachine, ReleaseManifest, ReleaseSchema } from './manifest.js';
import { compareVersions } from './version-order.js';

/** Why a box does not want a release, as code and detail; `undefined` where it does (rule U4). */
export function judgeRelease(
  { version, machine }: Pick<ReleaseManifest, 'version' | 'machine'>,
  here: ReleaseMachine,
  runs: string | undefined,
): { readonly code: ProblemCode; readonly detail: string } | undefined {
  const [made, found] = [machine, here].map(
    ({ platform, arch, modules }) => `${platform} ${arch}, Node ABI ${modules}`,
  );
  if (made !== found) return { code: 'release-foreign', detail: `${made}; here: ${found}` };
  if (runs !== undefined && compareVersions(version, runs) < 0) {
    return { code: 'release-older', detail: `${version}; here: ${runs}` };
  }
  return undefined;
}

/** Whether the release `before` can still open and write what `after` leaves (rule U1). */
export function hasWayBack(before: ReleaseSchema, after: ReleaseSchema): boolean {
  return (['journal', 'attachments', 'telemetry'] as const).every((name) => before[name].version >= after[name].floor);
}

/** This machine, as Node says it. */
export function thisMachine(): ReleaseMachine {
  return { platform: process.platform, arch: process.arch, modules: process.versions.modules };
}
