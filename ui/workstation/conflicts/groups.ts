import type { ConflictPath } from './conflicts.js';

/** Elements that only make sense from one version, and are therefore asked for together. */
export interface ConflictGroup {
  readonly name: string;
  readonly paths: readonly ConflictPath[];
  /** The version that stands until a person decides. */
  readonly cautious: string | null;
}

export function groupsOf(paths: readonly ConflictPath[]): readonly ConflictGroup[] {
  const byName = new Map<string, ConflictPath[]>();
  for (const path of paths) byName.set(path.group, [...(byName.get(path.group) ?? []), path]);
  return [...byName].map(([name, members]) => ({ name, paths: members, cautious: members[0]?.cautious ?? null }));
}
