import t from 'tap';
import { journalLimits } from '../../../journal/limits.js';
import {
  carry,
  downTo,
  observation,
  patient,
  referral,
  settle,
  welcomeOf,
  write,
} from '../../support/journal-fixtures.js';
import { carryUp, star } from '../../support/journal-star.js';

t.test('[F14] a site that was away when the hub took another epoch misses nothing of its feed', async (t) => {
  const { hub, sites } = await star(t, 2);
  const [a, b] = sites;
  await write(a.journal, patient('p1'), referral('r1', 'p1', b.code));
  await carryUp(hub, a);
  await settle(hub);
  await carry(hub, b.journal, downTo(b.code));
  const count = journalLimits.snapshotResourcesMax + 40;
  for (let start = 0; start < count; start += 20) {
    const ids = Array.from({ length: 20 }, (_, index) => `o${start + index}`);
    await write(a.journal, ...ids.map((id) => observation(id, 'p1')));
  }
  await carryUp(hub, a);
  await settle(hub);
  // b has heard of none of these; the feed that holds them ends.
  const epoch = await hub.hubEpochs.newHubEpoch(1, Date.now());
  t.equal(epoch, 2);
  await write(a.journal, observation('after', 'p1'));
  await carryUp(hub, a);
  await settle(hub);
  await b.journal.siteEpochs.adoptHubEpoch({ ...welcomeOf(1, []), hubEpoch: epoch });
  await carry(hub, b.journal, downTo(b.code, epoch), 64);
  for (const id of ['o0', 'o19', `o${count - 1}`, 'after']) {
    t.same(await b.journal.records.read(observation(id, 'p1')), await hub.records.read(observation(id, 'p1')), id);
    t.ok(await b.journal.records.read(observation(id, 'p1')));
  }
  t.equal(b.journal.counts().resources, hub.counts().resources);
  t.equal(b.journal.counts().concurrent, 0);
  const fed = (await hub.sync.heads(downTo(b.code, epoch)))[2]?.seq;
  t.equal(fed, count + 1, 'and what it had acknowledged is not sent again');
});
