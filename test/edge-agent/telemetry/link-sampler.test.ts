import t from 'tap';
import type { ShownLink } from '../../../edge-agent/links/link-supervisor.js';
import { LinkSampler } from '../../../edge-agent/telemetry/link-sampler.js';
import { parseLinkName } from '../../../protocol/ids.js';
import { figuresOf } from '../../../protocol/telemetry/round-trips.js';
import { cellular, fibre, morning } from '../../support/telemetry-arbitraries.js';

const shown = (state: ShownLink['state'], cause: ShownLink['cause']): ShownLink[] => [
  { name: fibre, kind: 'fibre', state, cause, inUse: state === 'active', since: 0 },
];

t.test('[L30] a sample is what a link showed in its 10 s, with answers that came a little later', async (t) => {
  let elapsed = 0;
  const carried = { up: 1_000, down: 500 };
  const sampler = new LinkSampler(
    [fibre],
    () => ({ ...carried }),
    () => elapsed,
  );
  sampler.noteStandings(shown('active', 'none'));
  for (const sequence of [1, 2, 3]) sampler.noteSent(fibre, sequence);
  sampler.noteAnswered(fibre, 1, 9);
  carried.up += 300;
  carried.down += 200;
  elapsed = 4_000;
  sampler.noteStandings(shown('down', 'blackhole'));
  elapsed = 10_000;
  t.same(sampler.next(morning + 10_003), [], 'the first one may still be added to');
  sampler.noteAnswered(fibre, 3, 11);
  sampler.noteSent(fibre, 4);
  sampler.noteAnswered(fibre, 4, 30);
  sampler.noteAnswered(fibre, 4, 31);
  sampler.noteAnswered(fibre, 99, 1);
  elapsed = 20_000;
  const [first] = sampler.next(morning + 19_998);
  t.match(first, { link: fibre, at: morning, sent: 3, answered: 2, bytesUp: 300, bytesDown: 200 });
  t.match(first, { state: 'down', cause: 'blackhole' }, 'what stood for 6 of 10 s');
  t.match(figuresOf(first?.roundTrips ?? { min: 0, max: 0, buckets: [] }), { min: 9, max: 11 });
  sampler.noteAnswered(fibre, 2, 15_000);
  const [second] = sampler.next(morning + 30_000);
  t.match(second, { at: morning + 10_000, sent: 1, answered: 1, bytesUp: 0, state: 'down' });
});

t.test('[L30] a link that nobody knows is passed over, and one of which nothing is known is told so', async (t) => {
  const sampler = new LinkSampler(
    [fibre],
    () => ({ up: 0, down: 0 }),
    () => 0,
  );
  sampler.noteSent(parseLinkName('other'), 1);
  sampler.noteAnswered(cellular, 1, 1);
  sampler.noteStandings([{ name: cellular, kind: 'cellular', state: 'down', cause: 'none', inUse: false, since: 0 }]);
  sampler.next(morning + 10_000);
  t.match(sampler.next(morning + 20_000), [{ link: fibre, sent: 0, answered: 0, state: 'standby', cause: 'none' }]);
});
