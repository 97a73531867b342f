import t from 'tap';
import { testScenario } from './lab-test.js';
import { blackhole, brownout } from './scenarios/silence.js';

t.setTimeout(240_000);

const random = () => 0.5;

t.test('[L2][S7][S10] links that fall silent one after the other and come back lose and double nothing', (t) =>
  testScenario(t, blackhole({ cuts: 5, random })),
);

t.test('[L2][S7][S10] nor does one that loses a third', (t) => testScenario(t, brownout({ cuts: 1, random })));
