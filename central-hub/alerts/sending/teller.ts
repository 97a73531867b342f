import type { AlertChannelName, AlertSeverity } from '../../../journal/alerts/alert.js';
import type { AlertStore, AlertTelling } from '../../../journal/alerts/alert-store.js';
import { tellingOf } from './telling.js';

export interface TellerOptions {
  readonly alerts: AlertStore;
  /** Those that messages go over. */
  readonly channels: readonly AlertChannelName[];
  readonly severityMin: AlertSeverity;
  readonly now: () => number;
  /** Makes a UUID. */
  readonly newId: () => string;
  /** Messages wait. */
  readonly onQueued: () => void;
}

/** Ended alerts that are looked at: more than could end between two looks. */
const endedMax = 200;

/** Puts what is to be said of alerts into the queue, once each (rules L43, L44). */
export class Teller {
  readonly #options: TellerOptions;

  constructor(options: TellerOptions) {
    this.#options = options;
  }

  async tell(): Promise<void> {
    const { alerts, channels, severityMin, now, newId, onQueued } = this.#options;
    // Where nothing can be sent nothing is said to be: a channel that is set later begins with what is open then.
    if (channels.length === 0) return;
    const at = now();
    const silences = await alerts.silences(at);
    const known = [...(await alerts.open()), ...(await alerts.ended(endedMax))];
    const news = known.flatMap((alert): readonly AlertTelling[] => {
      const telling = tellingOf(alert, silences, severityMin, at);
      if (telling === undefined) return [];
      const messages = telling.quiet ? [] : channels.map((channel) => ({ id: newId(), channel }));
      return [{ alert: alert.id, told: telling.told, news: telling.news, messages }];
    });
    if (news.length === 0) return;
    await alerts.tell(news, at);
    onQueued();
  }
}
