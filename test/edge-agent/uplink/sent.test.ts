import t from 'tap';
import { SentTally } from '../../../edge-agent/uplink/sent-tally.js';
import { parseLinkName } from '../../../protocol/ids.js';

const [fibre, geo] = [parseLinkName('fibre'), parseLinkName('geo')];

t.test('[S24] what is sent again is counted, by batches and by changes, over all links', async (t) => {
  const tally = new SentTally();
  tally.note(fibre, 1, 2, { from: 1, to: 10, bytes: 500 });
  tally.note(fibre, 1, 2, { from: 11, to: 20, bytes: 500 });
  t.equal(tally.batchesAgain.total(), 0);
  tally.note(geo, 1, 2, { from: 15, to: 40, bytes: 300 });
  t.equal(tally.batchesAgain.total({ link: 'geo' }), 1);
  t.equal(tally.changesAgain.total(), 6);
  tally.note(geo, 1, 2, { from: 15, to: 16, bytes: 300 });
  t.equal(tally.batchesAgain.total(), 1, 'the batch is counted once, in however many pieces it goes again');
  t.equal(tally.changesAgain.total(), 8);
  tally.note(geo, 2, 2, { from: 1, to: 5, bytes: 10 });
  t.equal(tally.batchesAgain.total(), 1, 'a new epoch is a new log');
  tally.note(geo, 2, 2, { from: 6, to: 9, bytes: 10 });
  tally.note(fibre, 2, 2, { from: 1, to: 9, bytes: 10 });
  t.equal(tally.batchesAgain.total(), 3, 'several batches that go again as one are several');
  t.equal(tally.bytes.total({ link: 'fibre' }), 1_010);
});
