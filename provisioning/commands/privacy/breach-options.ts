import { isIP } from 'node:net';
import { Problem } from '../../../protocol/problem.js';
import { type BreachFacts, type BreachWay, type PeriodFault, periodFault } from '../../../record/privacy/breach.js';
import type { Call } from '../leaf.js';
import { optionName, requiredText, textOption } from '../options.js';

const faultDetails: Readonly<Record<PeriodFault, string>> = {
  'begins-in-future': '--from lies in the future',
  'ends-in-future': '--to lies in the future',
  'ends-before': '--to is not after --from',
  'known-in-future': '--known lies in the future',
  'known-before': '--known is before --from',
};

/** What a breach came by. @throws Problem `usage-wrong` unless exactly one way is given */
export function wayOf(call: Call): BreachWay {
  const account = textOption(call, 'account');
  const address = textOption(call, 'address');
  const isBox = call.options['stolenBox'] === true;
  if ([account !== undefined, address !== undefined, isBox].filter(Boolean).length !== 1) {
    throw new Problem('usage-wrong', 'exactly one of --account, --address, --stolen-box');
  }
  if (isBox) return { kind: 'stolen-box' };
  if (address === undefined) return { kind: 'account', account: account ?? '' };
  if (isIP(address) === 0) throw new Problem('usage-wrong', '--address: an IP address');
  return { kind: 'address', address };
}

/** @throws Problem `usage-wrong` for a time that is none, or that cannot be */
export function timesOf(call: Call, madeAt: number): Pick<BreachFacts, 'from' | 'to' | 'knownAt' | 'madeAt'> {
  requiredText(call, 'from');
  const from = timeOf(call, 'from') ?? 0;
  const times = { from, to: timeOf(call, 'to') ?? madeAt, knownAt: timeOf(call, 'known') ?? madeAt, madeAt };
  const fault = periodFault(times);
  if (fault !== undefined) throw new Problem('usage-wrong', faultDetails[fault]);
  return times;
}

function timeOf(call: Call, name: string): number | undefined {
  const given = textOption(call, name);
  if (given === undefined) return undefined;
  const time = Date.parse(given);
  if (Number.isNaN(time) || !/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.test(given)) {
    throw new Problem('usage-wrong', `${optionName(name)} ${given}: 2026-01-31, 2026-01-31T08:00:00Z`);
  }
  return time;
}
