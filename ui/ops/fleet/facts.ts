import type { MonthAvailability } from '../../../protocol/facts/availability.js';
import { type UpgradeOutcomeName, upgradeOutcomeNames } from '../../../protocol/facts/program-facts.js';
import { type SelfTestCheck, selfTestChecks } from '../../../protocol/facts/self-test.js';
import type { LinkSetupFault } from '../../../protocol/links/setup-faults.js';
import { countOf, fieldsOf, listOf, numberOf, textOf, timeOf, wordOf } from '../../kit/http/read-fields.js';
import { readSetupFaults } from '../../kit/sync/setup-faults.js';
import { type Backups, readBackups } from './backups.js';

/** A program beside its version. */
export interface Program {
  readonly schema: number;
  readonly protocol: number;
  readonly upgrade:
    | { readonly at: number; readonly to: string; readonly outcome: UpgradeOutcomeName; readonly code: string }
    | undefined;
}

/** What a site says of its box; times in milliseconds since 1970. */
export interface Facts {
  readonly version: string;
  /** When the site said it. */
  readonly at: number | undefined;
  readonly certificateExpiresAt: number | undefined;
  readonly diskFreeBytes: number | undefined;
  readonly diskTotalBytes: number | undefined;
  readonly memoryFreeBytes: number | undefined;
  readonly clockState: 'sure' | 'unsure' | undefined;
  /** Ahead of the hub when positive. */
  readonly clockOffsetMilliseconds: number | undefined;
  /** `undefined` where the box has none, or nothing that tells of it. */
  readonly ups: { readonly state: string; readonly chargePercent: number | undefined } | undefined;
  readonly backupAt: number | undefined;
  readonly drillAt: number | undefined;
  readonly backups: Backups;
  /** What a person holds by an order, or at the box. */
  readonly bulkHeld: boolean;
  readonly forcedLink: string | undefined;
  /** What is wrong with its links as they are set up. */
  readonly linkFaults: readonly LinkSetupFault[];
  /** How long it was there for its users; the newest month first. */
  readonly availability: readonly MonthAvailability[];
  /** What its program is, and how its last upgrade ended; `undefined` of a site that does not say. */
  readonly program: Program | undefined;
  /** The last weekly self-test: when, and what was not well. */
  readonly selfTest: { readonly at: number; readonly found: readonly SelfTestCheck[] } | undefined;
}

/** `undefined` when the site has not said anything yet. */
export function readFacts(value: unknown): Facts | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const facts = fieldsOf(value);
  const offset = facts['clockOffsetMilliseconds'];
  const ups = facts['ups'] === null || facts['ups'] === undefined ? undefined : fieldsOf(facts['ups']);
  return {
    version: textOf(facts['version']),
    at: timeOf(facts['at']),
    certificateExpiresAt: timeOf(facts['certificateExpiresAt']),
    diskFreeBytes: numberOf(facts['diskFreeBytes']),
    diskTotalBytes: numberOf(facts['diskTotalBytes']),
    memoryFreeBytes: numberOf(facts['memoryFreeBytes']),
    clockState: wordOf(['sure', 'unsure'], facts['clockState']),
    clockOffsetMilliseconds: typeof offset === 'number' ? offset : undefined,
    ups: ups && { state: textOf(ups['state']), chargePercent: numberOf(ups['chargePercent']) },
    backupAt: timeOf(facts['backupAt']),
    drillAt: timeOf(facts['drillAt']),
    backups: readBackups(facts['backups']),
    bulkHeld: facts['bulkHeld'] === true,
    forcedLink: textOf(facts['forcedLink']) || undefined,
    linkFaults: readSetupFaults(facts['linkFaults']),
    selfTest: readSelfTest(facts['selfTest']),
    program: readProgram(facts['program']),
    availability: listOf(facts['availability']).flatMap(readMonth),
  };
}

/** An outcome that this page does not know stays out. */
function readProgram(value: unknown): Program | undefined {
  const program = fieldsOf(value);
  const [schema, protocol] = [countOf(program['schema']), countOf(program['protocol'])];
  if (schema === 0) return undefined;
  const upgrade = fieldsOf(program['upgrade']);
  const [at, to, code] = [timeOf(upgrade['at']), textOf(upgrade['to']), textOf(upgrade['code'])];
  const outcome = wordOf(upgradeOutcomeNames, upgrade['outcome']);
  return {
    schema,
    protocol,
    upgrade: at === undefined || outcome === undefined ? undefined : { at, to, outcome, code },
  };
}

/** A check that this page does not know stays out. */
function readSelfTest(value: unknown): Facts['selfTest'] {
  const test = fieldsOf(value);
  const at = timeOf(test['at']);
  const checks = Object.keys(selfTestChecks) as readonly SelfTestCheck[];
  const found = listOf(test['found']).flatMap((item) => wordOf(checks, fieldsOf(item)['check']) ?? []);
  return at === undefined ? undefined : { at, found };
}

function readMonth(value: unknown): readonly MonthAvailability[] {
  const fields = fieldsOf(value);
  const month = textOf(fields['month']);
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return [];
  const seconds = (name: string) => countOf(fields[name]);
  return [
    {
      month,
      ...{ upSeconds: seconds('upSeconds'), degradedSeconds: seconds('degradedSeconds') },
      ...{ downSeconds: seconds('downSeconds'), offSeconds: seconds('offSeconds') },
    },
  ];
}
