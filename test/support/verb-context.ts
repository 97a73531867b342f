import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { hubCode, parseLinkName, parseSiteCode } from '../../protocol/ids.js';
import type { NodeDescription } from '../../provisioning/node-folder.js';
import { ProfileShelf } from '../../provisioning/profiles/profile-shelf.js';
import { judgePassword } from '../../provisioning/secrets/judge-password.js';
import type { VerbContext } from '../../provisioning/verbs/verb-context.js';
import { systemVerbContext } from '../../provisioning/verbs/verb-map.js';
import { builtThreads } from './built-threads.js';
import { contentsOf } from './contents.js';
import { nodeJournal } from './node-journal.js';
import { temporaryFolder } from './temporary-folder.js';

const https = { host: '127.0.0.1', port: 0 };

const hub: NodeDescription = {
  kind: 'hub',
  code: hubCode,
  name: 'Test',
  epoch: 1,
  https,
  mqtt: https,
  publicHost: '',
  hosts: [],
};

const site: NodeDescription = {
  kind: 'site',
  code: parseSiteCode('7KD'),
  name: 'Garoua',
  region: 'Nord',
  epoch: 1,
  https,
  links: [{ name: parseLinkName('fibre'), kind: 'fibre', metered: false, hub: https }],
  hub: { name: 'Test', url: 'https://localhost:1' },
};

/** What verbs work on: a node with a real journal. */
export function verbContext(t: { teardown(remove: () => void): unknown }, kind: 'hub' | 'site'): VerbContext {
  const journal = nodeJournal(t, kind);
  return {
    ...systemVerbContext({
      node: kind === 'hub' ? hub : site,
      journal,
      contents: contentsOf(t),
      profiles: new ProfileShelf(join(temporaryFolder(t), 'profiles.json'), journal.givenProfiles),
      now: Date.now,
    }),
    randomBytes,
    judgePassword: (chosen, owner) => judgePassword(chosen, owner, builtThreads.startPasswordThread),
  };
}
