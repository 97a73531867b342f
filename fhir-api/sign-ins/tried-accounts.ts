import { apiLimits } from '../limits.js';

interface Tried {
  readonly names: ReadonlySet<string>;
  readonly lastMilliseconds: number;
  /** How many names there were when it was told. */
  readonly toldNames: number;
}

const nothing = { names: new Set<string>(), toldNames: 0 };

/**
 * From which address wrong passwords for how many accounts came of late, in memory: names that nobody has may be passwords in
 * the wrong field, and are written nowhere. Who is in afterwards has mistyped, and does not count.
 */
export class TriedAccounts {
  readonly #now: () => number;
  readonly #tried = new Map<string, Tried>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns how many accounts were tried from there, where somebody is to be told of it; told again when they have doubled */
  refused(name: string, address: string): number | undefined {
    const now = this.#now();
    const known = this.#tried.get(address);
    const isOld = known !== undefined && now - known.lastMilliseconds > apiLimits.triedAccountsMillisecondsMax;
    const { names, toldNames } = known === undefined || isOld ? nothing : known;
    const all = names.size < apiLimits.triedAccountsCountedMax ? new Set([...names, name]) : names;
    const isTold = all.size >= Math.max(apiLimits.triedAccountsToldMin, 2 * toldNames) && all.size > names.size;
    this.#tried.delete(address);
    this.#tried.set(address, { names: all, lastMilliseconds: now, toldNames: isTold ? all.size : toldNames });
    const [oldest] = this.#tried.keys();
    if (this.#tried.size > apiLimits.triedAddressesMax && oldest !== undefined) this.#tried.delete(oldest);
    return isTold ? all.size : undefined;
  }

  came(name: string, address: string): void {
    const known = this.#tried.get(address);
    if (known?.names.has(name) !== true) return;
    this.#tried.set(address, { ...known, names: new Set([...known.names].filter((each) => each !== name)) });
  }
}
