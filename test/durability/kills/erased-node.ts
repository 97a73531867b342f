import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rewrittenEnding } from '../../../journal/erasure/rewriting.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { createHub } from '../../../provisioning/hub/create-hub.js';
import { databasesIn, erasedWord, inFolder, makeErasedFolder } from '../../support/erased-folder.js';
import { freeSpaceHolds } from '../../support/erasures.js';
import { observation, write } from '../../support/journal-fixtures.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { SiteProcess, type SiteProcessOptions } from './site-process.js';
import { SiteTemplate } from './site-template.js';

type Teardown = { teardown(stop: () => unknown): unknown };

const bodyBytes = 400_000;
const anyPort = { host: '127.0.0.1', port: 0 };

/** The folder of a node with an erased record whose remains stand in free space, and with so much else. */
export class ErasedNode {
  readonly #role: 'hub' | 'site';
  readonly #key: string;
  readonly dir: string;

  private constructor(role: 'hub' | 'site', dir: string, key: string) {
    this.#role = role;
    this.dir = dir;
    this.#key = key;
  }

  /** @param dir is made */
  static async make(t: Teardown, role: 'hub' | 'site', dir: string, bytes: number): Promise<ErasedNode> {
    if (role === 'hub') {
      const listeners = { https: anyPort, mqtt: anyPort, http: anyPort };
      const own = { dir, name: 'Test', hosts: [], nowMilliseconds: Date.now(), makeKeyPair: stockKeyPairs };
      await createHub({ ...own, ...listeners });
    } else {
      const template = await SiteTemplate.make();
      t.teardown(() => template.remove());
      template.copy(dir);
    }
    const key = await unlockDataKey(dir);
    await inFolder(dir, role, ({ journal }) => fillUp(journal, bytes), key);
    await makeErasedFolder(dir, role, 10, key);
    return new ErasedNode(role, dir, key);
  }

  start(options: Partial<SiteProcessOptions> = {}): SiteProcess {
    const program = this.#role === 'hub' ? 'central-hub' : 'edge-agent';
    const environment = { CARNET_LOG_LEVEL: 'warn' };
    return new SiteProcess({ dir: this.dir, program, environment, ...options });
  }

  /** Whether a start is writing a database anew, or left its copy. */
  isRewriting(database: string): boolean {
    return existsSync(join(this.dir, `${database}${rewrittenEnding}`));
  }

  copyTo(dir: string): void {
    copyFiles(this.dir, dir);
  }

  /** The same node as it stands in another folder, copied to where it can be opened. */
  copyOf(dir: string, to: string): ErasedNode {
    copyFiles(dir, to);
    return new ErasedNode(this.#role, to, this.#key);
  }

  /** So that the next copy to be seen is one that the next start makes. */
  removeCopies(): void {
    for (const file of databasesIn(this.dir, this.#role)) rmSync(`${file}${rewrittenEnding}`, { force: true });
  }

  /** How many of the databases hold the erased word anywhere. */
  holding(): number {
    const words = [erasedWord, erasedWord.toLowerCase()];
    const files = databasesIn(this.dir, this.#role);
    return files.filter((file) => words.some((word) => freeSpaceHolds(file, word, this.#key))).length;
  }

  /** What the node says of its erasure, of itself, and how much it has. */
  async state() {
    return inFolder(
      this.dir,
      this.#role,
      async ({ journal }) => ({
        isRewritten: (await journal.erasures.find('erasure of p1'))?.rewrittenMilliseconds !== undefined,
        isSound: journal.verify().pages && journal.verify().audit,
        resources: journal.counts().resources,
      }),
      this.#key,
    );
  }
}

async function fillUp(journal: Parameters<typeof write>[0], bytes: number): Promise<void> {
  for (let written = 0; written < bytes; written += bodyBytes) {
    const note = [{ text: randomBytes(bodyBytes / 2).toString('hex') }];
    await write(journal, observation(`filling${written}`, 'p2', { note }));
  }
}

/** Not the socket of a program that was there. */
function copyFiles(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.sock') });
}
