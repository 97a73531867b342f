import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { SitePeer } from '../../../central-hub/broker/site-transport.js';
import { TelemetryDesk } from '../../../central-hub/telemetry/telemetry-desk.js';
import { Counter } from '../../../config/running/metrics.js';
import { openHubHistory } from '../../../journal/telemetry/open-telemetry.js';
import { decodeControl } from '../../../protocol/control/control.js';
import type { LinkSamples } from '../../../protocol/control/link-samples.js';
import type { LinkBudget } from '../../../protocol/links/link-budget.js';
import { contractSite, minuteSample } from '../../journal/telemetry/link-history.contract.js';
import { testKey } from '../../support/journal-fixtures.js';
import { eventually } from '../../support/programs-records.js';
import { fibre, geo, morning } from '../../support/telemetry-arbitraries.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const nothing = { from: 0, isOldest: false, items: [] };
const message = (parts: Partial<LinkSamples>): LinkSamples => ({
  ...{ kind: 'link-samples', history: 'aa'.repeat(8), now: morning, standings: [] },
  ...{ decisions: nothing, coarse: nothing, fine: nothing, ...parts },
});
const peer = { site: contractSite, link: fibre } as SitePeer;

function desk(t: Test, file = join(temporaryFolder(t), 'telemetry.db')) {
  const history = openHubHistory({
    ...{ file, key: testKey, now: () => morning, randomBytes: () => new Uint8Array(8), onAnew: () => {} },
  });
  t.teardown(() => history.close());
  const refused = new Counter();
  const [answers, errors]: [unknown[], unknown[]] = [[], []];
  const told = new TelemetryDesk({
    ...{ history, refused, now: () => morning + 60_000, onChanged: () => {}, onError: (error) => errors.push(error) },
  });
  const publish = async (_peer: SitePeer, _channel: unknown, bytes: Uint8Array) => {
    answers.push(decodeControl(bytes));
  };
  return { hear: (heard: LinkSamples) => told.hear(peer, heard, { publish }), told, refused, answers, errors };
}

t.test('[L33] what is told is kept, answered, and shown by the clock of the hub', async (t) => {
  const { hear, told, answers } = desk(t);
  const budget: LinkBudget = {
    ...{ month: '2026-11', capBytes: 1, usedBytes: 1, urgentReserveBytes: 1, level: 'ok', exhaustedAt: null },
    ...{ pacedBytesToday: 1, dayBytes: 1 },
  };
  const standing = { link: geo, state: 'active', cause: 'none', since: morning - 5_000, budget, signal: null } as const;
  hear(
    message({ standings: [standing], fine: { from: 1, isOldest: false, items: [minuteSample(-2), minuteSample(-1)] } }),
  );
  await eventually('answered', () => answers.length === 1);
  t.same(answers, [{ kind: 'link-samples-kept', history: 'aa'.repeat(8), decisions: 0, coarse: 0, fine: 2 }]);
  t.same(told.standings.of(contractSite, geo, morning), { ...standing, since: morning + 55_000 }, 'a minute behind it');
  t.equal(told.standings.of(contractSite, fibre, morning), undefined);
  t.same(told.standings.newestOf(contractSite, fibre), minuteSample(-1));
  const exhausted = { ...standing, budget: { ...budget, exhaustedAt: morning } };
  hear(message({ standings: [exhausted] }));
  t.equal(told.standings.of(contractSite, geo, morning)?.budget?.exhaustedAt, morning + 60_000);
  hear(message({}));
  t.ok(told.standings.of(contractSite, geo, morning), 'what is not told again stays');
  t.notOk(told.standings.of(contractSite, geo, morning + 3 * 3_600_000), 'for a while');
});

t.test('[L35] what is absurd, or too much, is counted by its reason and not kept', async (t) => {
  const { hear, told, refused, answers } = desk(t);
  const absurd = { ...minuteSample(0), sent: 1, answered: -1 };
  hear(message({ fine: { from: 1, isOldest: false, items: [absurd] } }));
  t.equal(refused.total({ reason: 'probes' }), 1);
  t.equal(told.standings.newestOf(contractSite, fibre), undefined);
  const old = { ...minuteSample(0), at: morning - 30 * 86_400_000 };
  hear(message({ fine: { from: 1, isOldest: false, items: [old] } }));
  await eventually('answered', () => answers.length === 1);
  t.equal(refused.total({ reason: 'old' }), 1);
  for (let count = 0; count < 130; count += 1) hear(message({}));
  t.ok(refused.total({ reason: 'too-many' }) > 5);
});

t.test('[L34] a file that cannot be written is told and harms nothing else', async (t) => {
  const { hear, told, answers, errors } = desk(t, '/nowhere/at/all/telemetry.db');
  hear(message({ fine: { from: 1, isOldest: false, items: [minuteSample(0)] } }));
  await eventually('told', () => errors.length === 1);
  t.match(errors, [{ code: 'folder-not-initialised' }]);
  t.same(answers, []);
  t.ok(told.standings.newestOf(contractSite, fibre), 'what is now is known all the same');
});
