import { Problem } from '../../protocol/problem.js';

/** The named arguments of a verb, as they came over the control socket; each reader checks what it reads. */
export class VerbArguments {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(args: unknown) {
    if (typeof args !== 'object' || args === null) throw new Problem('usage-wrong', 'arguments');
    this.#values = args as Readonly<Record<string, unknown>>;
  }

  /** @throws Problem `usage-wrong` unless it is text of 1 to `lengthMax` characters; outer spaces are dropped */
  text(name: string, lengthMax: number): string {
    const text = this.optionalText(name, lengthMax);
    if (text === undefined) throw new Problem('usage-wrong', `${name} is missing`);
    return text;
  }

  optionalText(name: string, lengthMax: number): string | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null) return undefined;
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '' || text.length > lengthMax) {
      throw new Problem('usage-wrong', `${name}: 1 to ${lengthMax} characters`);
    }
    return text;
  }

  /** @throws Problem `usage-wrong` unless it is a whole number from `min` to `max` */
  optionalInteger(name: string, min: number, max: number): number | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
      throw new Problem('usage-wrong', `${name}: a whole number from ${min} to ${max}`);
    }
    return value;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  list(name: string, lengthMax: number): readonly unknown[] {
    const value = this.#values[name] ?? [];
    if (!Array.isArray(value) || value.length > lengthMax) throw new Problem('usage-wrong', name);
    return value;
  }
}
