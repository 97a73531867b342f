import { readTextIfThere, writeFileAtomically } from '../../../provisioning/folder/atomic-file.js';
import type { MonthLedger } from './month-ledger.js';

/** Where the ledgers of all links are kept between two runs of the program. */
export interface LedgerStore {
  /** `damaged` where something stands there that is none of ours. */
  read(): ReadonlyMap<string, MonthLedger> | 'damaged';
  /** @throws Problem `disk-full`, `permission-denied`, `disk-failed` */
  write(ledgers: ReadonlyMap<string, MonthLedger>): void;
}

/** `budgets.json` of the folder, mode 0600, written whole or not at all. */
export class LedgerFile implements LedgerStore {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read(): ReadonlyMap<string, MonthLedger> | 'damaged' {
    const text = readTextIfThere(this.#path);
    if (text === undefined) return new Map();
    try {
      const { links } = JSON.parse(text) as { readonly links: Readonly<Record<string, MonthLedger>> };
      const entries = Object.entries(links);
      return entries.every(([, ledger]) => isLedger(ledger)) ? new Map(entries) : 'damaged';
    } catch {
      return 'damaged';
    }
  }

  write(ledgers: ReadonlyMap<string, MonthLedger>): void {
    writeFileAtomically(this.#path, `${JSON.stringify({ links: Object.fromEntries(ledgers) }, null, 2)}\n`);
  }
}

function isLedger({ month, day, usedBytes, usedBeforeTodayBytes, sinceMilliseconds, isGuessed }: MonthLedger): boolean {
  const isCount = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
  const isDate = /^\d{4}-(0[1-9]|1[0-2])$/.test(month) && isCount(day) && day <= 31;
  return (
    isDate && [usedBytes, usedBeforeTodayBytes, sinceMilliseconds].every(isCount) && typeof isGuessed === 'boolean'
  );
}
