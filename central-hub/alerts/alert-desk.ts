import { OneAtATime } from '../../config/running/one-at-a-time.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import {
  type Alert,
  type AlertKind,
  type AlertSeverity,
  type AlertSilence,
  alertHistoryMillisecondsMax,
  type KeptAlert,
} from '../../journal/alerts/alert.js';
import type { AlertStore } from '../../journal/alerts/alert-store.js';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { AlertFacts } from './alert-facts.js';
import type { AlertDelays } from './alert-rules.js';
import { readMemory, writeMemory } from './memory.js';
import { type AlertsState, nextAlerts, noAlerts } from './next-alerts.js';
import { alertOf } from './watch.js';

export interface AlertDeskOptions {
  readonly alerts: AlertStore;
  readonly readFacts: () => Promise<AlertFacts>;
  readonly delays: AlertDelays;
  readonly now: () => number;
  readonly timers?: Timers;
  /** Alerts changed: whoever shows or sends them looks again. */
  readonly onChanged: () => void;
  /** After a look that found something new, and every minute: what is silent may speak again. */
  readonly onLooked: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Somebody who does something about an alert. */
export interface ByWhom {
  readonly by: string;
}

const lookMilliseconds = 5_000;
/** What was learnt is written so often, where nothing else is. */
const rememberMilliseconds = 10 * 60_000;
const tellMilliseconds = 60_000;
const pruneMilliseconds = 60 * 60_000;
/** Ended alerts that are shown. */
const endedShownMax = 100;

/** Looks at what the hub sees every few seconds, keeps the alerts, and takes what people do about them. */
export class AlertDesk {
  readonly #options: AlertDeskOptions;
  readonly #timers: Timers;
  readonly #looks: OneAtATime;
  #state: AlertsState = noAlerts;
  #open: readonly Alert[] = [];
  #rememberedAt = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #prunedAt = Number.NEGATIVE_INFINITY;
  #endLooks: (() => void) | undefined;

  constructor(options: AlertDeskOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#looks = new OneAtATime(() => this.#look(), options.onError);
  }

  /** Goes on where the run before stopped. */
  async start(): Promise<void> {
    const { alerts, now } = this.#options;
    this.#state = readMemory(await alerts.memory());
    this.#open = openOf(this.#state);
    // What is open but not remembered, as after a restore, would never end.
    const known = new Set(this.#open.map(({ id }) => id));
    const lost = (await alerts.open()).filter(({ id }) => !known.has(id));
    if (lost.length > 0) {
      const ended = lost.map((alert) => ({ ...alert, endedAt: now() }));
      await alerts.keep(ended, writeMemory(this.#state));
    }
    this.#rememberedAt = this.#timers.elapsedMilliseconds();
    this.#endLooks = this.#timers.every(lookMilliseconds, () => void this.look());
  }

  async stop(): Promise<void> {
    this.#endLooks?.();
    await this.#looks.settled();
    await this.#options.alerts.keep([], writeMemory(this.#state));
  }

  /** Looks now; at most one look at a time. */
  look(): Promise<void> {
    return this.#looks.run();
  }

  async #look(): Promise<void> {
    const { alerts, readFacts, delays, now, onChanged, onLooked } = this.#options;
    const { state, changed } = nextAlerts(this.#state, await readFacts(), now(), delays);
    const elapsed = this.#timers.elapsedMilliseconds();
    // Kept before it is believed: a look whose alerts could not be written is made again.
    if (changed.length > 0 || elapsed - this.#rememberedAt >= rememberMilliseconds) {
      await alerts.keep(changed, writeMemory(state));
      this.#rememberedAt = elapsed;
    }
    this.#state = state;
    this.#open = openOf(state);
    if (elapsed - this.#prunedAt >= pruneMilliseconds) {
      this.#prunedAt = elapsed;
      await alerts.prune(now() - alertHistoryMillisecondsMax, now());
    }
    if (changed.length > 0) onChanged();
    if (changed.length > 0 || elapsed - this.#toldAt >= tellMilliseconds) {
      this.#toldAt = elapsed;
      await onLooked();
    }
  }

  /** Those that go on, then those that have ended, the latest first. */
  async list(): Promise<readonly KeptAlert[]> {
    const { alerts } = this.#options;
    return [...(await alerts.open()), ...(await alerts.ended(endedShownMax))];
  }

  silences(): Promise<readonly AlertSilence[]> {
    return this.#options.alerts.silences(this.#options.now());
  }

  /** How many alerts of each site go on. */
  openBySite(): ReadonlyMap<SiteCode, number> {
    const counts = new Map<SiteCode, number>();
    for (const { sites } of this.#open) for (const site of sites) counts.set(site, (counts.get(site) ?? 0) + 1);
    return counts;
  }

  openCounts(): readonly { readonly kind: AlertKind; readonly severity: AlertSeverity; readonly count: number }[] {
    const counts = new Map<string, { kind: AlertKind; severity: AlertSeverity; count: number }>();
    for (const { kind, severity } of this.#open) {
      const entry = counts.get(`${kind} ${severity}`) ?? { kind, severity, count: 0 };
      counts.set(`${kind} ${severity}`, { ...entry, count: entry.count + 1 });
    }
    return [...counts.values()];
  }

  /** @throws Problem `not-found` */
  async acknowledge(id: string, { by }: ByWhom): Promise<KeptAlert> {
    const { alerts, now } = this.#options;
    await alerts.acknowledge(id, by, now());
    return this.#changed(id);
  }

  /** @throws Problem `not-found`, `too-large` */
  async addNote(id: string, { by, text }: ByWhom & { readonly text: string }): Promise<KeptAlert> {
    const { alerts, now } = this.#options;
    await alerts.addNote(id, { at: now(), by, text });
    return this.#changed(id);
  }

  /**
   * Says nothing more of an alert for so many minutes, 0: again from now on; of its site or its kind, where asked for.
   * @throws Problem `not-found`, `request-invalid` for the site of an alert that has none, or several
   */
  async silence(id: string, minutes: number, of: 'alert' | 'site' | 'kind', { by }: ByWhom): Promise<KeptAlert> {
    const { alerts, now } = this.#options;
    const at = now();
    const until = minutes === 0 ? 0 : at + minutes * 60_000;
    const alert = await this.#find(id);
    if (of === 'alert') await alerts.silence(id, until);
    else if (of === 'kind') await alerts.addSilence({ site: null, kind: alert.kind, until, by, at });
    else {
      const [site, ...others] = alert.sites;
      if (site === undefined || others.length > 0)
        throw new Problem('request-invalid', 'of: the alert has no one site');
      await alerts.addSilence({ site, kind: null, until, by, at });
    }
    return this.#changed(id);
  }

  async #changed(id: string): Promise<KeptAlert> {
    const alert = await this.#find(id);
    this.#options.onChanged();
    return alert;
  }

  async #find(id: string): Promise<KeptAlert> {
    const alert = await this.#options.alerts.find(id);
    if (alert === undefined) throw new Problem('not-found', 'alert');
    return alert;
  }
}

function openOf({ watches }: AlertsState): readonly Alert[] {
  return Object.values(watches).flatMap((watch) => {
    const alert = alertOf(watch);
    return alert === undefined || alert.endedAt !== null ? [] : [alert];
  });
}
