import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { rewrittenEnding } from '../../../journal/erasure/rewriting.js';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { proveHealth } from '../../../provisioning/upgrade/prove-health.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

t.test(
  '[W16][U7] a release is not given up while its start writes the databases anew, and not waited for without end',
  async (t) => {
    const dir = join(temporaryFolder(t), 'node');
    const here = { host: '127.0.0.1', port: 0 };
    const listeners = { https: here, mqtt: here };
    await createHub({
      dir,
      name: 'Test',
      hosts: [],
      ...listeners,
      nowMilliseconds: Date.now(),
      makeKeyPair: stockKeyPairs,
    });
    const waited = async () => {
      const began = performance.now();
      await t.rejects(proveHealth(dir, '1.0.0', { forMilliseconds: 0, withinMilliseconds: 100 }), {
        code: 'release-unhealthy',
      });
      return performance.now() - began;
    };
    t.ok((await waited()) < 2_000);
    const copy = `${nodePaths(dir).journal}${rewrittenEnding}`;
    writeFileSync(copy, '');
    t.ok((await waited()) > 5_000, 'some times as long as it takes');
    setTimeout(() => rmSync(copy), 1_000);
    const done = await waited();
    t.ok(done > 1_000 && done < 5_000, 'once it is done, as long as any start');
  },
);
