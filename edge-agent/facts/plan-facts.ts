import type { BoxFacts } from '../../protocol/facts/box-facts.js';
import type { LinkSetupFault } from '../../protocol/links/setup-faults.js';

/** When what changed a little is told at the earliest, and when everything is told again although nothing changed. */
export const factsPauseMilliseconds = 15 * 60 * 1000;
export const factsAgainMilliseconds = 6 * 60 * 60 * 1000;

/** A change of the disk is worth telling by its part of the whole; of the others in their own units. */
const diskFractionMin = 0.05;
const offsetMillisecondsMin = 1_000;
const chargePercentMin = 10;

/** What was said last, when (steady milliseconds), and whether over the session that is used now. */
export interface SaidFacts {
  readonly facts: BoxFacts;
  readonly atMilliseconds: number;
}

/** Whether to say the facts now: what a person would act upon at once, what changed notably after a pause. */
export function planFacts(said: SaidFacts | undefined, facts: BoxFacts, nowMilliseconds: number): 'send' | 'wait' {
  if (said === undefined || isPressing(said.facts, facts)) return 'send';
  const age = nowMilliseconds - said.atMilliseconds;
  if (age >= factsAgainMilliseconds) return 'send';
  return age >= factsPauseMilliseconds && isNotable(said.facts, facts) ? 'send' : 'wait';
}

/** The hub goes by what is held back, a person waits to see a fault mended; and a box whose power went out may not say much more. */
function isPressing(before: BoxFacts, after: BoxFacts): boolean {
  const isHeldOther = before.bulkHeld !== after.bulkHeld || before.forcedLink !== after.forcedLink;
  const isTested = before.selfTest?.at !== after.selfTest?.at || before.backups.standing !== after.backups.standing;
  const isOfOtherRoots = before.trustVersion !== after.trustVersion;
  const isUpgraded = before.program?.upgrade?.at !== after.program?.upgrade?.at;
  return (
    isUpgraded ||
    isOfOtherRoots ||
    isTested ||
    isHeldOther ||
    before.ups?.state !== after.ups?.state ||
    areOther(before.linkFaults, after.linkFaults)
  );
}

/** The places where the last backup failed, and why. */
function failuresOf({ backups }: BoxFacts): string {
  return backups.places.map(({ place, failed }) => `${place} ${failed ?? ''}`).join('\n');
}

/** Whether other faults than before are there; they come in the order of the links. */
export function areOther(before: readonly LinkSetupFault[], after: readonly LinkSetupFault[]): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

function isNotable(before: BoxFacts, after: BoxFacts): boolean {
  const disk = Math.abs(before.diskFreeBytes - after.diskFreeBytes) >= after.diskTotalBytes * diskFractionMin;
  const offset = (before.clockOffsetMilliseconds ?? 0) - (after.clockOffsetMilliseconds ?? 0);
  const charge = (before.ups?.chargePercent ?? 0) - (after.ups?.chargePercent ?? 0);
  return (
    (disk && after.diskTotalBytes > 0) ||
    before.clockState !== after.clockState ||
    Math.abs(offset) >= offsetMillisecondsMin ||
    Math.abs(charge) >= chargePercentMin ||
    before.version !== after.version ||
    before.certificateExpiresAt !== after.certificateExpiresAt ||
    before.backupAt !== after.backupAt ||
    before.drillAt !== after.drillAt ||
    failuresOf(before) !== failuresOf(after)
  );
}
