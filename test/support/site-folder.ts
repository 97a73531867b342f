import { hubCode, parseSiteCode } from '../../protocol/ids.js';
import { createKeySlots } from '../../provisioning/custody/key-slots.js';
import { writeNode } from '../../provisioning/node-folder.js';
import { temporaryFolder } from './temporary-folder.js';

/** The folder of a site that has no certificate yet: enough for commands that need its records only. */
export function siteFolder(t: { teardown(remove: () => void): unknown }, code = '7KD'): string {
  const dir = temporaryFolder(t);
  createKeySlots(dir);
  writeNode(dir, {
    ...{ kind: 'site', code: parseSiteCode(code), name: 'Garoua', region: 'Nord', epoch: 1 },
    ...{ https: { host: '127.0.0.1', port: 0 }, links: [], hub: { name: 'Test', url: 'https://localhost:1' } },
    // People sign in by their password alone (rule N7).
    demo: {},
  });
  return dir;
}

/** The same of a hub. */
export function hubFolder(t: { teardown(remove: () => void): unknown }): string {
  const dir = temporaryFolder(t);
  createKeySlots(dir);
  const address = { host: '127.0.0.1', port: 0 };
  writeNode(dir, {
    ...{ kind: 'hub', code: hubCode, name: 'Test', epoch: 1, publicHost: '', hosts: [] },
    ...{ https: address, mqtt: address, demo: {} },
  });
  return dir;
}
