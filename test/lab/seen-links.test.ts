import t from 'tap';
import type { SeenLinks } from './clinic.js';
import { activeOf, countSwitches, leftAfter } from './seen-links.js';

/** A link that is marked with a star is in use. */
const states = (atMilliseconds: number, fibre: string, mobile: string): SeenLinks => ({
  atMilliseconds,
  links: [
    { name: 'fibre', state: fibre.replace('*', ''), cause: 'none', inUse: fibre.endsWith('*') },
    { name: '4g', state: mobile.replace('*', ''), cause: 'none', inUse: mobile.endsWith('*') },
  ],
});

const seen = [
  states(0, 'active*', 'standby'),
  states(100, 'degraded*', 'standby'),
  states(400, 'degraded', 'active*'),
  states(900, 'standby', 'active*'),
  states(1_500, 'active*', 'standby'),
];

t.test('a switch is another link that carries the records, not the moment when none shows that it does', async (t) => {
  t.equal(countSwitches(seen, 0), 2);
  t.equal(countSwitches(seen, 500), 1, 'what was before does not count');
  t.equal(activeOf(seen[1]?.links), 'fibre', 'it is bad, and carries them still');
  t.equal(activeOf(states(0, 'down', 'standby').links), undefined);
  t.equal(activeOf(states(0, 'degraded', 'degraded*').links), '4g', 'both are bad, and the second carries them');
  t.equal(activeOf(states(0, 'degraded*', 'active*').links), '4g', 'each carries a part');
});

t.test('a link is left when another one carries the records, or not within the stretch', async (t) => {
  t.equal(leftAfter(seen, 'fibre', { from: 50, to: 2_000 }), 350);
  t.equal(leftAfter(seen, 'fibre', { from: 50, to: 300 }), 250);
  t.equal(leftAfter(seen, '4g', { from: 500, to: 5_000 }), 1_000);
});
