import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cheapFolder } from '../../simulation/templates.js';
import { enrolSite, startNetwork } from '../../support/programs-network.js';

/** The folder of a site that has joined a hub, which has gone away since; copied for each program that is killed. */
export class SiteTemplate {
  readonly #folder: string;
  #copies = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(): Promise<SiteTemplate> {
    const template = new SiteTemplate(mkdtempSync(join(await cheapFolder(), 'carnet-durability-')));
    const stops: (() => unknown)[] = [];
    const teardown = { teardown: (stop: () => unknown) => stops.unshift(stop) };
    const network = await startNetwork(teardown, []);
    await enrolSite(teardown, network, join(template.#folder, 'site'), 'Test');
    for (const stop of stops) await stop();
    return template;
  }

  /** A copy in `folder`, or in one of its own. */
  copy(folder?: string): string {
    this.#copies += 1;
    const to = folder ?? join(this.#folder, `copy-${this.#copies}`);
    cpSync(join(this.#folder, 'site'), to, { recursive: true });
    return to;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
