import type { LinkName } from '../../protocol/ids.js';
import type { OrderEnd, OrderOutcome } from '../../protocol/orders/order-kinds.js';

/** What was ordered of this site, each once (rule L46), and what is held by a person's word (rules L47, L48). */
export interface TakenOrderStore {
  /**
   * Remembers an order before anything of it is done, with its audit row, in one transaction with fsync; with `done`, its
   * end and what it changes too.
   * @returns `new`, or what is remembered of it
   */
  take(order: NewTakenOrder, done?: OrderResult & { readonly change?: HoldChange }): Promise<'new' | TakenOrder>;
  /** Keeps what became of an order that was taken without an end; its first end counts. */
  settle(id: string, result: OrderResult): Promise<void>;
  /** What is held changes without an order, by the author's word; audited. */
  change(change: HoldChange, author: string, atMilliseconds: number): Promise<void>;
  holds(): Promise<Holds>;
  /** Forgets orders that nobody asks about any more. */
  forget(beforeMilliseconds: number): Promise<void>;
}

export interface NewTakenOrder {
  readonly id: string;
  /** As it came: a newer hub may order what this program does not know. */
  readonly kind: string;
  /** As it came; '' where none is named. */
  readonly link: string;
  readonly by: string;
  readonly atMilliseconds: number;
}

export interface OrderResult {
  readonly end: OrderEnd;
  readonly outcome: OrderOutcome;
}

export interface TakenOrder {
  /** Absent while it is under way, or where the program ended meanwhile. */
  readonly result?: OrderResult;
}

/** Who said so, and since when. */
interface Word {
  readonly by: string;
  /** A person at the box, by the control socket; otherwise regional operations. */
  readonly atBox: boolean;
  readonly sinceMilliseconds: number;
}

/** A link that carries everything that it may carry, while it works. */
export interface ForcedLink extends Word {
  readonly link: LinkName;
  readonly untilMilliseconds: number;
}

export interface Holds {
  readonly force?: ForcedLink;
  /** Lane 5, and attachments that nobody waits for, are held back. */
  readonly bulk?: Word;
}

/** Without a word it is lifted. */
export type HoldChange =
  | { readonly kind: 'force'; readonly force?: ForcedLink }
  | { readonly kind: 'bulk'; readonly bulk?: Word };
