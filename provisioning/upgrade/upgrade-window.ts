import { upsSays } from '../../protocol/facts/ups-flags.js';
import { Problem } from '../../protocol/problem.js';

/** What a site's settings say of upgrades. */
export interface UpgradeSettings {
  /** `HH:MM-HH:MM`; '' for any time. */
  readonly upgradeWindow: string;
}

/** A part of each day, minutes since midnight of the machine's own time; it may go over midnight. */
export interface UpgradeWindow {
  readonly fromMinutes: number;
  readonly untilMinutes: number;
}

const form = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/** @returns `undefined` for an empty text: at any time. @throws Problem `usage-wrong` */
export function parseWindow(text: string): UpgradeWindow | undefined {
  if (text === '') return undefined;
  const match = form.exec(text);
  if (match === null) throw new Problem('usage-wrong', `upgradeWindow must be like 01:00-04:00, not ${text}`);
  const [fromHours = 0, fromMinutes = 0, untilHours = 0, untilMinutes = 0] = match.slice(1).map(Number);
  return { fromMinutes: fromHours * 60 + fromMinutes, untilMinutes: untilHours * 60 + untilMinutes };
}

export function isWithin(window: UpgradeWindow | undefined, minutes: number): boolean {
  if (window === undefined) return true;
  const { fromMinutes, untilMinutes } = window;
  if (fromMinutes <= untilMinutes) return minutes >= fromMinutes && minutes < untilMinutes;
  return minutes >= fromMinutes || minutes < untilMinutes;
}

/** What is going on at a site when its upgrade would begin. */
export interface UpgradeMoment {
  /** Minutes since midnight, local time. */
  readonly minutes: number;
  readonly isBackingUp: boolean;
  /** As the supply says it (`OL`, `OB DISCHRG` …); `undefined` where there is none. */
  readonly upsState: string | undefined;
}

export type WaitReason = 'outside-window' | 'backup-under-way' | 'on-battery';

/** Why a staged release waits; `undefined` where it may begin (rule U8). */
export function waitReason(window: UpgradeWindow | undefined, moment: UpgradeMoment): WaitReason | undefined {
  const { upsState = '' } = moment;
  if (upsSays(upsState, 'OB') || upsSays(upsState, 'LB')) return 'on-battery';
  if (!isWithin(window, moment.minutes)) return 'outside-window';
  return moment.isBackingUp ? 'backup-under-way' : undefined;
}
