import t from 'tap';
import { probePlaceOf } from '../../../../edge-agent/links/probing/probe-place.js';
import { tunnelledSite } from '../../../support/tunnel-site.js';

const [fibre, satellite] = tunnelledSite.links;
const own = { host: '10.1.2.3', port: 99 };

t.test('[L55] probes of a metered link go beside its tunnel, those of others through it', async (t) => {
  t.strictSame(probePlaceOf(satellite, 8442, 1), { host: 'hub.sante.cm', port: 8442, localPort: 51_922 });
  t.strictSame(probePlaceOf(fibre, 8442, 0), { host: '10.86.0.1', port: 8442, localAddress: '10.86.0.2' });
});

t.test(
  '[L23] a place that is written for a link stands, and a link without a tunnel is asked at the hub',
  async (t) => {
    t.strictSame(probePlaceOf({ ...satellite, probe: own }, 8442, 1), { ...own, localPort: 51_922 });
    t.strictSame(probePlaceOf({ ...fibre, probe: own }, 8442, 0), { ...own, localAddress: '10.86.0.2' });
    const { tunnel: _, localAddress: __, ...plain } = satellite;
    t.strictSame(probePlaceOf(plain, 8442, 0), { host: '10.86.0.1', port: 8442 });
  },
);
