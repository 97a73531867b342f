import type { LanePolicy } from '../../../config/running/send-loop.js';
import { systemTimers, type Timers } from '../../../config/running/timers.js';
import type { LinkName } from '../../../protocol/ids.js';
import { lane as lanes } from '../../../protocol/lane.js';
import type { BudgetLevel, LinkBudget } from '../../../protocol/links/link-budget.js';
import { mayFlowMetered, wireBytesOf } from '../../../protocol/sender/metered-policy.js';
import type { WireBytes } from '../metering/wire-bytes.js';
import { BudgetClock } from './budget-clock.js';
import type { LedgerStore } from './ledger-file.js';
import { budgetOf, isLedgerAhead, type MonthLedger, noteUsed, openLedger, turnLedger } from './month-ledger.js';
import { UnseenBytes } from './unseen-bytes.js';

export interface LinkBudgetsOptions {
  /** Bytes a month of each link that is paid by the byte. */
  readonly capBytes: ReadonlyMap<LinkName, number>;
  /** Whether bulk may go over metered links too. */
  readonly released: boolean;
  /** Whether somebody counts what is on the wire and tells it; else it is reckoned from what is sent. */
  readonly isMetered: boolean;
  /** Absent where nothing is kept over a restart. */
  readonly store?: LedgerStore;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  readonly timers?: Timers;
  readonly logger: Readonly<Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>>;
  /** Whether anything but urgent records may go over the link now has changed. */
  readonly onExhausted: (link: LinkName, exhausted: boolean) => void;
}

interface Account {
  readonly capBytes: number;
  readonly unseen: UnseenBytes;
  ledger: MonthLedger;
  exhausted: boolean;
  level: BudgetLevel;
  savedBytes: number;
}

/** How often time alone is looked at: a day that begins, and what was not saved yet. */
const lookMilliseconds = 10_000;
const saveMillisecondsMax = 60_000;
/** What a crash may forget, of a link's cap. */
const unsavedShareMax = 0.0005;

/** The month of each link that is paid by the byte: what is used, what may still go, and who is told (rules L50 to L53). */
export class LinkBudgets {
  readonly #options: LinkBudgetsOptions;
  readonly #timers: Timers;
  readonly #clock: BudgetClock;
  #accounts: ReadonlyMap<LinkName, Account>;
  #savedAt = 0;
  #endLooks: (() => void) | undefined;

  constructor(options: LinkBudgetsOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#clock = new BudgetClock(options.now, this.#timers);
    this.#accounts = this.#open(new Map());
  }

  /** Goes on where the last run ended. */
  start(): void {
    const { store, logger } = this.#options;
    const kept = store?.read() ?? new Map<string, MonthLedger>();
    if (kept === 'damaged')
      logger.error({}, 'what links have used of their month cannot be read: counted from nothing');
    else this.#accounts = this.#open(kept);
    this.#endLooks = this.#timers.every(lookMilliseconds, () => this.#look());
    this.#look();
  }

  stop(): void {
    this.#endLooks?.();
    this.#save();
  }

  /** The hub has told its time. */
  noteHubTime(hubMilliseconds: number): void {
    this.#clock.follow(hubMilliseconds);
    for (const [link, { ledger }] of this.#accounts) {
      if (!isLedgerAhead(ledger, this.#clock.now())) continue;
      this.#options.logger.warn(
        { link, month: ledger.month },
        'the clock is behind the month of the budget: no refill',
      );
    }
    this.#look();
  }

  /** The meter has seen so many bytes more on the wire. */
  note(link: LinkName, { up, down }: WireBytes): void {
    const account = this.#accounts.get(link);
    if (account === undefined) return;
    account.unseen.see(up, this.#timers.elapsedMilliseconds());
    this.#use(link, account, up + down);
  }

  /** What may go over a link; `undefined` where nothing is paid by the byte. */
  policyOf({ link }: { readonly link: LinkName }): LanePolicy | undefined {
    const account = this.#accounts.get(link);
    if (account === undefined) return undefined;
    const { released, isMetered } = this.#options;
    return {
      mayFlow: (lane) => mayFlowMetered(this.#budgetOf(account), this.#unseenOf(account), lane, released),
      noteSent: (_lane, batchBytes) => {
        const bytes = wireBytesOf(batchBytes);
        if (isMetered) account.unseen.send(bytes, this.#timers.elapsedMilliseconds());
        else this.#use(link, account, bytes);
      },
    };
  }

  /** The month of each of them as it stands. */
  show(): ReadonlyMap<LinkName, LinkBudget> {
    return new Map([...this.#accounts].map(([link, account]) => [link, this.#budgetOf(account)]));
  }

  #open(kept: ReadonlyMap<string, MonthLedger>): ReadonlyMap<LinkName, Account> {
    const accounts = [...this.#options.capBytes].map(([link, capBytes]): readonly [LinkName, Account] => {
      const ledger = kept.get(link) ?? openLedger(this.#clock.now());
      const unseen = new UnseenBytes();
      return [link, { capBytes, unseen, ledger, exhausted: false, level: 'ok', savedBytes: ledger.usedBytes }];
    });
    return new Map(accounts);
  }

  #use(link: LinkName, account: Account, bytes: number): void {
    account.ledger = noteUsed(account.ledger, bytes, account.capBytes, this.#clock.now());
    this.#judge(link, account);
    const { ledger, savedBytes, capBytes } = account;
    if (ledger.usedBytes - savedBytes >= capBytes * unsavedShareMax) this.#saveSoon();
  }

  #look(): void {
    const time = this.#clock.now();
    for (const [link, account] of this.#accounts) {
      account.ledger = turnLedger(account.ledger, time);
      this.#judge(link, account);
    }
    if (this.#timers.elapsedMilliseconds() - this.#savedAt >= saveMillisecondsMax) this.#save();
  }

  #judge(link: LinkName, account: Account): void {
    const { logger, onExhausted } = this.#options;
    const budget = this.#budgetOf(account);
    const exhausted = !mayFlowMetered(budget, 0, lanes.clinical, false);
    if (budget.level !== account.level) {
      account.level = budget.level;
      if (budget.level === 'ok') logger.info({ link, budget }, 'a new month of a link');
      else logger.warn({ link, budget }, 'what a link may carry this month runs out');
    }
    if (exhausted === account.exhausted) return;
    account.exhausted = exhausted;
    onExhausted(link, exhausted);
    this.#save();
  }

  #budgetOf({ ledger, capBytes }: Account): LinkBudget {
    return budgetOf(ledger, capBytes, this.#clock.now());
  }

  #unseenOf({ unseen }: Account): number {
    return unseen.bytes(this.#timers.elapsedMilliseconds());
  }

  /** Under traffic not more often than time is looked at. */
  #saveSoon(): void {
    if (this.#timers.elapsedMilliseconds() - this.#savedAt >= lookMilliseconds / 10) this.#save();
  }

  #save(): void {
    const { store, logger } = this.#options;
    this.#savedAt = this.#timers.elapsedMilliseconds();
    const isChanged = [...this.#accounts.values()].some(({ ledger, savedBytes }) => ledger.usedBytes !== savedBytes);
    if (store === undefined || !isChanged) return;
    try {
      store.write(new Map([...this.#accounts].map(([link, { ledger }]) => [link, ledger])));
      for (const account of this.#accounts.values()) account.savedBytes = account.ledger.usedBytes;
    } catch (error) {
      logger.error({ err: error }, 'what links have used of their month was not saved');
    }
  }
}
