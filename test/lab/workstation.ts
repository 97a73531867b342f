import type { ClinicAnswer, ClinicCommand, SeenLink } from './clinic.js';
import type { JsonLines } from './network/json-lines.js';
import { activeOf } from './seen-links.js';

type Report = NonNullable<ClinicAnswer['report']>;

/** The staff of the site, as a scenario tells and asks them. */
export class Workstation {
  readonly #clinic: JsonLines;

  constructor(clinic: JsonLines) {
    this.#clinic = clinic;
  }

  async write(everyMilliseconds: number | 'stop'): Promise<void> {
    await this.#ask(everyMilliseconds === 'stop' ? { write: 'nothing' } : { write: 'urgent', everyMilliseconds });
  }

  /** None while the site does not answer. */
  async links(): Promise<readonly SeenLink[]> {
    return (await this.#ask({ ask: 'links' })).links ?? [];
  }

  async active(): Promise<string | undefined> {
    return activeOf(await this.links());
  }

  async isActive(link: string): Promise<boolean> {
    return (await this.links()).some(({ name, state }) => name === link && state === 'active');
  }

  /** Whether it gives signs of life, and its session stands or was never asked for. */
  async isUp(link: string): Promise<boolean> {
    return (await this.links()).some(({ name, state }) => name === link && state !== 'down');
  }

  /** Of a patient of elsewhere: from the question until the summary could be read. */
  async fetchSummary(patient: string): Promise<number> {
    const { milliseconds } = await this.#ask({ fetch: patient });
    if (milliseconds === undefined) throw new Error('the hub did not answer');
    return milliseconds;
  }

  /** How far the site is with the patients whom it had before; null when it has all; undefined before it has begun. */
  async bootstrap(had: readonly string[]): Promise<string | null | undefined> {
    return (await this.#ask({ had })).bootstrap;
  }

  async metrics(): Promise<string> {
    return (await this.#ask({ ask: 'metrics' })).metrics ?? '';
  }

  async report(): Promise<Report> {
    return (await this.#ask({ ask: 'report' })).report ?? { acknowledged: [], failed: 0, seen: [] };
  }

  async #ask(command: ClinicCommand): Promise<ClinicAnswer> {
    return (await this.#clinic.ask(command)) as ClinicAnswer;
  }
}
