/** What ops is told of beside the figures; the closed list. The words for each stand with the console. */
export const fleetEventKinds = [
  'site-restored',
  'site-cloned',
  'site-readmitted',
  'hub-restored',
  'log-forked',
  'scope-forged',
  'clock-ahead',
  'digest-mismatch',
  'digest-healed',
  'audit-altered',
  'audit-cut',
  'audit-lost',
  'backup-done',
  'backup-stale',
  'poison',
] as const;

export type FleetEventKind = (typeof fleetEventKinds)[number];
