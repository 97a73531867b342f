import type { AlertDetail, AlertKind, AlertSeverity } from '../../journal/alerts/alert.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';

/** One thing that is wrong at this moment. */
export interface Condition {
  /** Names what is wrong: the same key is the same trouble, also where it changes its kind. */
  readonly key: string;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly cause: string;
  /** `null` for the hub itself. */
  readonly site: SiteCode | null;
  readonly region: string | null;
  readonly link: LinkName | null;
  /** Since when, milliseconds since 1970. */
  readonly since: number;
  readonly detail: AlertDetail;
}

/** What is wrong, and of which sites nothing can be known. */
export interface Judged {
  readonly conditions: readonly Condition[];
  /** Sites that say nothing: whatever they said last neither begins nor ends an alert. */
  readonly silent: ReadonlySet<SiteCode>;
  /** Sites that may still come back after a restart of the hub: they are neither here nor away. */
  readonly unknown: ReadonlySet<SiteCode>;
}

/** Kinds that are the same trouble in another degree. */
const troubles: Partial<Readonly<Record<AlertKind, string>>> = {
  'link-down': 'link',
  'link-degraded': 'link',
  'upgrade-came-back': 'upgrade',
  'upgrade-stuck': 'upgrade',
};

/** The part of a condition that says what it is about; no site: the hub itself. */
export function about(
  kind: AlertKind,
  severity: AlertSeverity,
  site?: { readonly code: SiteCode; readonly region: string },
  link: LinkName | null = null,
): Pick<Condition, 'key' | 'kind' | 'severity' | 'site' | 'region' | 'link'> {
  const code = site?.code ?? null;
  const trouble = troubles[kind] ?? kind;
  const key = [trouble, ...(code === null ? [] : [code]), ...(link === null ? [] : [link])].join(':');
  return { key, kind, severity, site: code, region: site?.region ?? null, link };
}

/** Kinds that only the site itself can say. */
const saidBySite: ReadonlySet<AlertKind> = new Set([
  'link-down',
  'link-degraded',
  'backlog-old',
  'budget',
  'certificate-expiry',
  'disk-low',
  'clock-unsure',
  'power-out',
  'drill-failed',
  'self-test',
  'upgrade-came-back',
  'upgrade-stuck',
]);

/** Whether nothing can be said of a cause now, so that its alert stays as it is. */
export function isHeld({ kind, site }: Pick<Condition, 'kind' | 'site'>, { silent, unknown }: Judged): boolean {
  if (site === null) return false;
  if (kind === 'site-unreachable') return unknown.has(site);
  return saidBySite.has(kind) && silent.has(site);
}
