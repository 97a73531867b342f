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
