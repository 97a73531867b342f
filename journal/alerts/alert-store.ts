import type {
  Alert,
  AlertChannelName,
  AlertNews,
  AlertNote,
  AlertSilence,
  KeptAlert,
  ToldAlert,
  WaitingMessage,
} from './alert.js';

/** The hub's alerts, what people did about them, and what of them still has to be sent. */
export interface AlertStore {
  /** What the last {@link keep} remembered; `undefined` before the first. */
  memory(): Promise<string | undefined>;
  /** Adds alerts or brings them up to date, what people did about them untouched, with the memory, in one transaction. */
  keep(alerts: readonly Alert[], memory: string): Promise<void>;
  /** Those that go on, the oldest first. */
  open(): Promise<readonly KeptAlert[]>;
  /** Those that have ended, the latest first. */
  ended(limit: number): Promise<readonly KeptAlert[]>;
  find(id: string): Promise<KeptAlert | undefined>;
  /** The first to do so stays named. @throws Problem `not-found` */
  acknowledge(id: string, by: string, at: number): Promise<void>;
  /** Until 0 ends the silence. @throws Problem `not-found` */
  silence(id: string, until: number): Promise<void>;
  /** @throws Problem `not-found`, `too-large` when it has {@link notesPerAlertMax} */
  addNote(id: string, note: AlertNote): Promise<void>;
  /** Replaces the silence of the same site or kind; `until` 0 ends it. */
  addSilence(silence: AlertSilence): Promise<void>;
  /** What is silent now. */
  silences(now: number): Promise<readonly AlertSilence[]>;
  /** Queues messages and keeps what they say, in one transaction: what is queued is told once. */
  tell(news: readonly AlertTelling[], at: number): Promise<void>;
  /** Messages of a channel whose time has come, the oldest first. */
  waiting(channel: AlertChannelName, now: number, limit: number): Promise<readonly WaitingMessage[]>;
  /** Takes messages that were sent, or given up, out of the queue. */
  removeMessages(ids: readonly string[]): Promise<void>;
  /** Counts an attempt that failed, and puts the next one off. */
  postpone(ids: readonly string[], dueAt: number): Promise<void>;
  /** Messages that wait, whatever their time. */
  waitingCount(): Promise<number>;
  /** Removes what ended before then, all but the latest of what may be kept, and silences that are over; how many alerts went. */
  prune(endedBefore: number, now: number): Promise<number>;
}

/** News of one alert and the messages that carry it. */
export interface AlertTelling {
  readonly alert: string;
  readonly told: ToldAlert;
  readonly news: AlertNews;
  readonly messages: readonly { readonly id: string; readonly channel: AlertChannelName }[];
}
