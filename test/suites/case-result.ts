/** How one case of a public suite ended. */
export interface CaseResult {
  readonly suite: string;
  /** Cases that are counted together. */
  readonly group: string;
  /** The file of the case, or its name in the suite. */
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'left-out';
  /** Why it did not pass, from a short list of the suite, so that cases can be counted by it. */
  readonly reason?: string;
  /** What exactly was found, and where. */
  readonly details?: readonly string[];
}

/** Runs the cases of a folder that somebody fetched; nothing of it stands in the repository. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  /** Whether all that the suite promises held; `tell` hears of each case. */
  run(folder: string, tell: (result: CaseResult) => void): Promise<boolean>;
}

/** The counts of one group. */
export interface GroupCounts {
  readonly suite: string;
  readonly group: string;
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly leftOut: number;
  /** Of all that did not pass, by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** Counts results by group, in the order in which the groups came. */
export function countGroups(results: readonly CaseResult[]): readonly GroupCounts[] {
  const groups = new Map<string, CaseResult[]>();
  for (const result of results) {
    const name = `${result.suite} ${result.group}`;
    groups.set(name, [...(groups.get(name) ?? []), result]);
  }
  return [...groups.values()].map((members) => {
    const count = (outcome: CaseResult['outcome']) => members.filter((each) => each.outcome === outcome).length;
    const reasons: Record<string, number> = {};
    for (const { reason } of members) if (reason !== undefined) reasons[reason] = (reasons[reason] ?? 0) + 1;
    const { suite = '', group = '' } = members[0] ?? {};
    const counts = { passed: count('passed'), failed: count('failed'), leftOut: count('left-out') };
    return { suite, group, total: members.length, ...counts, reasons };
  });
}
