/** What the weekly self-test of a site looks at (rule O5). A number on the wire is never given twice. */
export const selfTestChecks = {
  database: 1,
  fsync: 2,
  disk: 3,
  certificate: 4,
  clock: 5,
  backup: 6,
} as const;

export type SelfTestCheck = keyof typeof selfTestChecks;

/** One thing that was looked at. Names, counts and codes; never anything of a patient. */
export interface SelfTestResult {
  readonly check: SelfTestCheck;
  readonly state: 'ok' | 'warn' | 'fault';
  /** What it rests on, by name; the unit stands in the name. */
  readonly figures: Readonly<Record<string, number>>;
}

/** A self-test with its evidence. */
export interface SelfTest {
  /** By the site's clock, milliseconds since 1970. */
  readonly atMilliseconds: number;
  readonly results: readonly SelfTestResult[];
}

/** What the hub is told of the last one: when, and what was not well. */
export interface SelfTestFacts {
  readonly at: number;
  readonly found: readonly Pick<SelfTestResult, 'check' | 'state'>[];
}

export function selfTestFacts({ atMilliseconds, results }: SelfTest): SelfTestFacts {
  const found = results.filter(({ state }) => state !== 'ok').map(({ check, state }) => ({ check, state }));
  return { at: atMilliseconds, found };
}

/** What staff read of a check that was not well, in both languages of the house. */
export const selfTestWords: Readonly<Record<SelfTestCheck, { readonly fr: string; readonly en: string }>> = {
  database: { fr: 'base', en: 'database' },
  fsync: { fr: 'écritures lentes', en: 'slow writes' },
  disk: { fr: 'place sur le disque', en: 'room on the disk' },
  certificate: { fr: 'certificat', en: 'certificate' },
  clock: { fr: 'horloge', en: 'clock' },
  backup: { fr: 'sauvegarde', en: 'backup' },
};
