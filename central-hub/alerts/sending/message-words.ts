import type { AlertKind, AlertNews, AlertSeverity } from '../../../journal/alerts/alert.js';

export type AlertLanguage = 'fr' | 'en';

/** What is said of one kind of alert. */
export interface KindWords {
  readonly title: string;
  /** What happened, what is safe, what to do next; whole sentences. */
  readonly happened: string;
  readonly safe: string;
  readonly next: string;
}

/** All that messages are made of, in one language. */
export interface MessageWords {
  readonly kinds: Readonly<Record<AlertKind, KindWords>>;
  readonly news: Readonly<Record<AlertNews, string>>;
  readonly severities: Readonly<Record<AlertSeverity, string>>;
  /** Codes of causes; those without words are shown as they are. */
  readonly causes: Readonly<Record<string, string>>;
  readonly labels: Readonly<
    Record<
      | 'where'
      | 'still'
      | 'region'
      | 'link'
      | 'cause'
      | 'since'
      | 'ended'
      | 'waiting'
      | 'entries'
      | 'notes'
      | 'next'
      | 'safe',
      string
    >
  >;
  readonly hub: string;
  readonly sites: (count: number) => string;
  readonly and: (count: number) => string;
  readonly digest: (count: number) => string;
  readonly testTitle: string;
  readonly testText: string;
  readonly footer: string;
}
