import { join } from 'node:path';
import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { readTextIfThere, writeFileAtomically } from '../../provisioning/folder/atomic-file.js';
import { nextHealthId } from '../../record/identity/health-id.js';

/**
 * Gives this site's health identifiers, each once: the counter is on disk before the identifier is given, so a crash
 * skips one and never repeats one.
 */
export class HealthIdCounter {
  readonly #path: string;
  readonly #site: SiteCode;
  #counter = 0;

  constructor(dir: string, site: SiteCode) {
    this.#path = join(dir, 'health-id.json');
    this.#site = site;
  }

  /** @throws Problem `body-malformed` when the file was damaged: starting over would give identifiers twice */
  start(): void {
    const text = readTextIfThere(this.#path);
    if (text === undefined) return;
    try {
      const { counter } = JSON.parse(text) as { counter?: unknown };
      if (!Number.isSafeInteger(counter) || Number(counter) < 0) throw new Error('counter');
      this.#counter = Number(counter);
    } catch (cause) {
      throw new Problem('body-malformed', this.#path, [], { cause });
    }
  }

  take(): string {
    const { healthId, counter } = nextHealthId(this.#site, this.#counter);
    writeFileAtomically(this.#path, `${JSON.stringify({ counter })}\n`);
    this.#counter = counter;
    return healthId.text;
  }
}
