import t from 'tap';
import { requirePackage } from '../../support/system-package.js';
import { runIoErrors } from './io-errors.js';

t.setTimeout(600_000);

t.test(
  '[W6] whichever write or fsync fails, what was acknowledged is there; after it nothing is until opened anew',
  async (t) => {
    if (requirePackage(t, 'gcc') === undefined) return;
    const { tried, refused, acknowledged, broken } = await runIoErrors();
    t.strictSame(broken, []);
    t.ok(tried > 200 && refused > 100 && acknowledged > 500, `${tried} tried, ${refused} refused`);
  },
);
