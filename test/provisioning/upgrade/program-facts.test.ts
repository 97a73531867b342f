import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readProgramFacts } from '../../../provisioning/upgrade/program-facts.js';
import { type UpgradeOutcome, UpgradeStateFile } from '../../../provisioning/upgrade/upgrade-state.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

t.test(
  '[U9] a program knows how the last upgrade of its box ended, where it was brought in as a release',
  async (t) => {
    const root = temporaryFolder(t);
    const folder = join(root, 'releases', '0.2.0');
    mkdirSync(folder, { recursive: true });
    t.match(readProgramFacts(folder), { schema: Number, protocol: 1, upgrade: null }, 'none yet');
    const last: UpgradeOutcome = { from: null, to: '0.2.0', outcome: 'ok', code: null, at: 5 };
    const memory = new UpgradeStateFile(join(root, 'upgrade.json'));
    memory.write({ ...memory.read(), last });
    t.strictSame(readProgramFacts(folder).upgrade, { ...last, from: '' });
    memory.write({ ...memory.read(), last: { ...last, from: '0.1.0', outcome: 'came-back', code: 'time-out' } });
    t.match(readProgramFacts(folder).upgrade, { from: '0.1.0', outcome: 'came-back', code: 'time-out' });
    t.equal(readProgramFacts(root).upgrade, null, 'a clone has none');
    writeFileSync(join(root, 'upgrade.json'), '{');
    t.equal(readProgramFacts(folder).upgrade, null, 'and what cannot be read is not told');
  },
);
