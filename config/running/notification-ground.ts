import { readFileSync } from 'node:fs';
import { withAuthorities } from './authorities.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** What FHIR Subscriptions need of a program beside its journal. */
export interface NotificationGround {
  /** Networks that they may notify by exception. */
  readonly networks: string;
  /** PEM; absent: the usual ones. */
  readonly authorities?: readonly string[];
  /** Calls a listener after each commit; what it gives back ends that. */
  readonly onCommit: (listener: () => void) => () => void;
  /** Counts an attempt to notify. */
  readonly onOutcome: (outcome: string) => void;
}

interface Journaled {
  readonly subscriptions: { counts(): Promise<Readonly<Record<string, number>>> };
  readonly sync: { onCommit(listener: () => void): () => void };
}

interface NotificationSettings {
  readonly subscriptionNetworks: string;
  readonly subscriptionAuthorityFile: string;
}

/** A file that cannot be used is told; then only the usual authorities are trusted, and the program works. */
export function notificationGround(
  settings: NotificationSettings,
  logger: Logger,
  metrics: Metrics,
  { subscriptions, sync }: Journaled,
): NotificationGround {
  const { subscriptionNetworks: networks, subscriptionAuthorityFile: file } = settings;
  const authorities = file === '' ? undefined : readAuthorities(file);
  if (file !== '' && authorities === undefined) {
    logger.error({ setting: 'subscriptionAuthorityFile' }, 'the file has no certificates that can be read');
  }
  metrics.gauge('carnet_subscriptions', 'FHIR Subscriptions that are kept, by status.', async () =>
    Object.entries(await subscriptions.counts()).map(([status, value]) => ({ labels: { status }, value })),
  );
  const attempts = metrics.counter('carnet_notifications_total', 'Attempts to notify for a Subscription, by outcome.');
  return {
    ...{ networks, onCommit: (listener) => sync.onCommit(listener), onOutcome: (outcome) => attempts.add({ outcome }) },
    ...(authorities && { authorities }),
  };
}

function readAuthorities(file: string): readonly string[] | undefined {
  try {
    return withAuthorities(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
