import type { AlertDetail, KeptAlert } from '../../../journal/alerts/alert.js';
import type { SiteCode } from '../../../protocol/ids.js';

/** Figures that a message may say; what is none is left out. */
const figures: ReadonlySet<string> = new Set([
  ...['oldestUnsyncedAt', 'backupAt', 'forged', 'replayed', 'expiresAt', 'days', 'freePercent', 'from', 'to', 'known'],
  ...['sitesInAll', 'stillDown', 'sitesUnreachable', 'reopened', 'minutes', 'lane', 'learnt'],
  ...[
    'epoch',
    'fromEpoch',
    'fedBack',
    'unheld',
    'unheldSince',
    'heardAt',
    'hubEpoch',
    'before',
    'own',
    'site',
    'unfed',
    'entries',
  ],
]);
/** Codes, versions and ids of the program's own; what has another form is left out. */
const codes: ReadonlySet<string> = new Set([
  ...['linkKind', 'operator', 'found', 'from', 'to', 'code', 'within', 'end', 'place'],
]);
const codeForm = /^[\p{L}\p{N}_.+-]{1,64}(?: [\p{L}\p{N}_.+-]{1,64}){0,20}$/u;

/** An alert as it leaves the hub. */
export interface SayableAlert extends Omit<KeptAlert, 'told' | 'notes' | 'sites'> {
  readonly sites: readonly { readonly code: SiteCode; readonly name: string }[];
  /** How many notes people made; what they say stays in the console. */
  readonly notes: number;
}

/**
 * What of an alert may leave the hub (rule R42): names of nodes, codes, counts and times, each by its name, so that what a
 * later event says of itself is left out until somebody has thought about it. What a person typed never leaves.
 */
export function sayableAlert(alert: KeptAlert, siteNames: ReadonlyMap<SiteCode, string>): SayableAlert {
  const { id, kind, severity, region, link, startedAt, endedAt } = alert;
  const { acknowledgedBy, acknowledgedAt, silencedUntil, notes, sites } = alert;
  return {
    ...{ id, kind, severity, region, link, startedAt, endedAt, acknowledgedBy, acknowledgedAt, silencedUntil },
    cause: codeForm.test(alert.cause) ? alert.cause : '',
    sites: sites.map((code) => ({ code, name: siteNames.get(code) ?? '' })),
    detail: sayableDetail(alert.detail),
    notes: notes.length,
  };
}

function sayableDetail(detail: AlertDetail): AlertDetail {
  return Object.fromEntries(
    Object.entries(detail).filter(([name, value]) =>
      typeof value === 'string' ? codes.has(name) && codeForm.test(value) : figures.has(name),
    ),
  );
}
