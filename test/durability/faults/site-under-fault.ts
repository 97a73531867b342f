import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cheapFolder } from '../../simulation/templates.js';
import { seededRandom } from '../../support/seeded-random.js';
import { SiteProcess, type SiteProcessOptions, signIn } from '../kills/site-process.js';
import { SiteTemplate } from '../kills/site-template.js';
import { missingOf, Writer } from '../kills/writer.js';
import { SmallDisk } from './small-disk.js';

type Teardown = { teardown(stop: () => unknown): unknown };

/** A site of the built program with somebody who writes, whose disk goes wrong. */
export class SiteUnderFault {
  #site: SiteProcess;
  #writer: Writer | undefined;
  readonly #options: SiteProcessOptions;
  /** The folder, as the test sees it. */
  readonly dir: string;

  private constructor(options: SiteProcessOptions, dir: string) {
    this.#options = options;
    this.dir = dir;
    this.#site = new SiteProcess(options);
  }

  /** @param folder where the site's own folder is made; on a small disk, as seen from outside */
  static async start(t: Teardown, options: Omit<SiteProcessOptions, 'dir'>, disk?: SmallDisk): Promise<SiteUnderFault> {
    const template = await SiteTemplate.make();
    t.teardown(() => template.remove());
    const dir = template.copy(disk?.outside('site'));
    const site = new SiteUnderFault({ ...options, dir: disk === undefined ? dir : join(disk.place, 'site') }, dir);
    t.teardown(() => site.kill());
    await site.#site.ready();
    site.#writer = new Writer(await signIn(dir, site.#site.base), seededRandom(1));
    return site;
  }

  get writer(): Writer {
    if (this.#writer === undefined) throw new Error('not started');
    return this.#writer;
  }

  get program(): SiteProcess {
    return this.#site;
  }

  kill(signal: NodeJS.Signals = 'SIGKILL') {
    return this.#site.kill(signal);
  }

  /** Starts the program again. @throws Error with its words when it does not start */
  async restart(): Promise<void> {
    this.#site = new SiteProcess(this.#options);
    await this.#site.ready();
  }

  /** Writes so often; how many versions were acknowledged, and the refusals, each once. */
  async write(times: number): Promise<{ readonly kept: number; readonly refusals: readonly string[] }> {
    const [before, refusedBefore] = [this.writer.acknowledged.length, this.writer.refusals.length];
    await this.writer.writeTo(this.#site.base, times);
    const refusals = this.writer.refusals.slice(refusedBefore).map(({ status, code }) => `${status} ${code}`);
    return { kept: this.writer.acknowledged.length - before, refusals: [...new Set(refusals)] };
  }

  /** Asks for a path of the FHIR API as the one who writes. */
  ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.writer.ask(this.#site.base, path, headers);
  }

  /** What of all that was ever acknowledged is not there. */
  missing(): Promise<string[]> {
    return missingOf(this.writer, this.#site.base, this.writer.acknowledged);
  }
}

/** A file system of a few megabytes that is gone when the test ends. */
export async function smallDisk(t: Teardown, bytes: number): Promise<SmallDisk> {
  const folder = mkdtempSync(join(await cheapFolder(), 'carnet-durability-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const disk = await SmallDisk.mount(join(folder, 'small'), bytes);
  t.teardown(() => disk.unmount());
  return disk;
}
