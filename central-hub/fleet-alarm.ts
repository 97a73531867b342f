import type { FleetStore } from '../journal/fleet-store.js';
import type { FleetEventKind } from '../protocol/fleet-event-kinds.js';
import type { SiteCode } from '../protocol/ids.js';

export interface FleetAlarmOptions {
  readonly fleet: FleetStore;
  readonly now: () => number;
  /** Ops has something new to look at. */
  readonly onNoted: () => void;
  readonly onError: (error: unknown) => void;
}

/** What goes on is told again after this long, and not with each message. */
const quietMilliseconds = 60_000;
/** A clock stays wrong until somebody goes there. */
const quietClockMilliseconds = 60 * 60_000;

/** Tells ops of what happens again and again, as forged messages do: one event for each site, kind and minute, or hour (rule T7). */
export class FleetAlarm {
  readonly #options: FleetAlarmOptions;
  readonly #toldAt = new Map<string, number>();

  constructor(options: FleetAlarmOptions) {
    this.#options = options;
  }

  /** @param detail says where it was met, as `{ place: 'batch', link: 'fibre' }` */
  raise(site: SiteCode, kind: FleetEventKind, detail: Readonly<Record<string, string | number | boolean>>): void {
    const { fleet, now, onNoted, onError } = this.#options;
    const name = `${site} ${kind}`;
    const atMilliseconds = now();
    const told = this.#toldAt.get(name);
    // A clock that was set back must not silence an alarm.
    const quiet = kind === 'clock-ahead' ? quietClockMilliseconds : quietMilliseconds;
    if (told !== undefined && Math.abs(atMilliseconds - told) < quiet) return;
    this.#toldAt.set(name, atMilliseconds);
    fleet.noteEvent({ site, kind, detail, atMilliseconds }).then(onNoted, onError);
  }
}
