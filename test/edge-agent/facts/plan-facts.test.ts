import t from 'tap';
import { factsAgainMilliseconds, factsPauseMilliseconds, planFacts } from '../../../edge-agent/facts/plan-facts.js';
import { noBackupFacts } from '../../../protocol/facts/backup-facts.js';
import type { BoxFacts } from '../../../protocol/facts/box-facts.js';

const facts: BoxFacts = {
  ...{ version: '0.1.0', at: 1, certificateExpiresAt: 9, diskFreeBytes: 500, diskTotalBytes: 1_000 },
  ...{ memoryFreeBytes: 5, clockState: 'sure', clockOffsetMilliseconds: 10, backupAt: null, drillAt: null },
  ...{
    ups: { state: 'OL', chargePercent: 100 },
    bulkHeld: false,
    forcedLink: null,
    linkFaults: [],
    selfTest: null,
    backups: noBackupFacts,
    ...{ availability: [], program: null },
  },
};
const said = { facts, atMilliseconds: 0 };
const at = (milliseconds: number, change: Partial<BoxFacts>) => planFacts(said, { ...facts, ...change }, milliseconds);

t.test('[L49] what a person acts upon is said at once, what changed notably after a quarter of an hour', async (t) => {
  t.equal(planFacts(undefined, facts, 0), 'send', 'nothing was said yet');
  t.equal(at(1, {}), 'wait');
  const pressing: Partial<BoxFacts>[] = [
    { bulkHeld: true },
    { forcedLink: 'geo' },
    { ups: { state: 'OB', chargePercent: 100 } },
    { ups: null },
    { selfTest: { at: 1, found: [] } },
    { program: { schema: 1, protocol: 1, upgrade: { from: '', to: '0.2.0', outcome: 'ok', code: null, at: 9 } } },
    { linkFaults: [{ link: 'geo', code: 'budget-zero', about: '' }] },
  ];
  for (const change of pressing) t.equal(at(1, change), 'send', JSON.stringify(change));
  const notable: Partial<BoxFacts>[] = [
    { diskFreeBytes: 450 },
    { clockState: 'unsure' },
    { clockOffsetMilliseconds: 1_010 },
    { ups: { state: 'OL', chargePercent: 90 } },
    { version: '0.2.0' },
    { certificateExpiresAt: 10 },
    { backupAt: 7 },
    { drillAt: 7 },
  ];
  for (const change of notable) {
    t.equal(at(factsPauseMilliseconds - 1, change), 'wait', JSON.stringify(change));
    t.equal(at(factsPauseMilliseconds, change), 'send', JSON.stringify(change));
  }
  const small: Partial<BoxFacts>[] = [
    { diskFreeBytes: 451 },
    { memoryFreeBytes: 1 },
    { clockOffsetMilliseconds: 900 },
    { ups: { state: 'OL', chargePercent: 91 } },
    { at: 99 },
  ];
  for (const change of small) t.equal(at(factsPauseMilliseconds, change), 'wait', JSON.stringify(change));
  t.equal(at(factsAgainMilliseconds, {}), 'send', 'what is old may be taken for lost');
});
