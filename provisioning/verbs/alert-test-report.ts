/** What came of a test message over one channel. */
export interface TestedChannel {
  readonly channel: 'mail' | 'webhook';
  readonly outcome: 'sent' | 'off' | 'wrong-settings' | 'failed';
  /** The setting that is wrong, and how: a code. */
  readonly setting?: string;
  readonly fault?: string;
  /** Why it failed: a code. */
  readonly reason?: string;
}

export interface AlertTestReport {
  readonly channels: readonly TestedChannel[];
}
