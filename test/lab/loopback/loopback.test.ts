import t from 'tap';
import { testOverLoopback } from '../lab-test.js';
import { lossyGeo } from '../scenarios/lossy-geo.js';
import { blackhole } from '../scenarios/silence.js';

t.test('[S7][S10] over loopback relays, too, what is lost and cut arrives once and as it was', (t) =>
  testOverLoopback(t, lossyGeo),
);

t.test('[L2] over loopback relays, too, a silent fibre hands over', (t) =>
  testOverLoopback(t, blackhole({ cuts: 1, random: () => 0.5 })),
);
