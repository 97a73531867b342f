import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { KnownUsual } from '../../../../edge-agent/links/decision/link-health.js';
import { openLinks } from '../../../../edge-agent/links/decision/next-links.js';
import { fateKey } from '../../../../edge-agent/links/decision/shared-fate.js';
import { standingOf } from '../../../../edge-agent/links/decision/show-links.js';
import { LearntFile, nothingLearnt } from '../../../../edge-agent/links/learnt/learnt-file.js';
import { LearntKeeper } from '../../../../edge-agent/links/learnt/learnt-keeper.js';
import { handTimers } from '../../../support/hand-timers.js';
import { cellular, fibre } from '../../../support/link-lines.js';
import { LinkWorld } from '../../../support/link-world.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const names = [fibre.plan.link, cellular.plan.link] as const;
const learnt = {
  fates: new Map([[fateKey(...names), { together: 3, alone: 1 }]]),
  usual: new Map([[fibre.plan.link as string, { milliseconds: 21, lossShare: 0.0123 }]]),
};

t.test('[L56] what was learnt comes back whole, from a file for its owner only', async (t) => {
  const path = join(temporaryFolder(t), 'links.json');
  t.strictSame(new LearntFile(path).read(), nothingLearnt, 'nothing at first');
  new LearntFile(path).write(learnt);
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.strictSame(new LearntFile(path).read(), learnt);
});

t.test('[L56] it is kept now and then and at the end; a damaged file is told, and learnt anew', async (t) => {
  const path = join(temporaryFolder(t), 'links.json');
  const told: string[] = [];
  const timers = handTimers();
  const open = (at: string) =>
    new LearntKeeper({ store: new LearntFile(at), timers, logger: { warn: (_fields, text) => void told.push(text) } });
  const keeper = open(path);
  t.strictSame(keeper.recall(), nothingLearnt);
  keeper.start(() => learnt);
  timers.pass(10 * 60_000);
  t.match(readFileSync(path, 'utf8'), /"together": 3/);
  keeper.stop();
  t.strictSame(open(path).recall(), learnt);
  for (const text of ['{', '{}', '{"fates":{"a b":{"together":-1,"alone":0}},"usualMilliseconds":{}}']) {
    writeFileSync(path, text);
    t.strictSame(open(path).recall(), nothingLearnt, text);
  }
  const away = open(join(temporaryFolder(t), 'away', 'links.json'));
  away.stop();
  away.start(() => learnt);
  away.stop();
  t.equal(told.length, 4);
});

t.test('[L56] a link that starts slow is known to be slow, where it was learnt what is usual', async (t) => {
  const plans = [fibre, cellular].map(({ plan }) => plan);
  const slow = (usual: ReadonlyMap<string, KnownUsual>) => {
    const world = new LinkWorld([fibre, cellular], 1);
    world.state = openLinks(plans, 0, new Map(), usual);
    world.faults = [{ link: fibre.plan.link, kind: 'slow', amount: 5, from: 0, to: 60_000 }];
    world.tell({ kind: 'tick' });
    world.run(30_000);
    return standingOf(world.state).find(({ link }) => link === fibre.plan.link)?.state;
  };
  t.equal(slow(new Map([[fibre.plan.link, { milliseconds: fibre.roundTripMilliseconds }]])), 'degraded');
  t.not(slow(new Map()), 'degraded', 'else it is taken for usual');
});
