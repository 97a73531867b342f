import t from 'tap';
import { trafficOf } from './figures.js';

/** A counter of the site as `/metrics` shows it. */
const counter = (name: string, link: string, lane: number, value: number) =>
  `carnet_uplink_${name}_again_total{link="${link}",lane="${lane}"} ${value}`;

t.test('[S24] batches that went again are counted over all lanes, the urgent ones apart', async (t) => {
  const metrics = [
    ...[counter('batches', 'fibre', 0, 4), counter('batches', 'fibre', 1, 3)],
    ...[counter('batches', 'fibre', 2, 1), counter('batches', 'geo', 2, 1), counter('batches', 'geo', 5, 1)],
    ...[counter('changes', 'geo', 1, 6), counter('changes', 'geo', 5, 256)],
  ].join('\n');
  const { batchesResent, urgentBatchesResent, changesResent } = trafficOf(new Map(), new Map(), 1, metrics);
  t.equal(batchesResent, 3);
  t.equal(urgentBatchesResent, 7);
  t.equal(changesResent, 262);
});
