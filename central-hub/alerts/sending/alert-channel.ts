import type { AlertChannelName } from '../../../journal/alerts/alert.js';
import { failureOf, type SendFailure } from '../../../protocol/send-failure.js';

export type SendOutcome = { readonly sent: true } | { readonly sent: false; readonly reason: SendFailure };

/** What is said of one alert, or of several; the same id in each attempt. */
export interface OutgoingMessage {
  readonly id: string;
  readonly kind: 'alert' | 'digest' | 'test';
  readonly subject: string;
  readonly text: string;
  /** For machines: the alert, or what a test says. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A way to people. It tries once; whoever calls it tries again. */
export interface AlertChannel {
  readonly name: AlertChannelName;
  /** Whether several messages go into one. */
  readonly digests: boolean;
  send(message: OutgoingMessage): Promise<SendOutcome>;
}

/**
 * Tries to send once, and says how it went.
 * @param send what it gives back is why the other end did not take it; nothing when it did
 * @param reasonOf what an error means
 */
export async function trySending(
  send: () => Promise<SendFailure | undefined>,
  reasonOf: (error: unknown) => SendFailure = failureOf,
): Promise<SendOutcome> {
  try {
    const reason = await send();
    return reason === undefined ? { sent: true } : { sent: false, reason };
  } catch (error) {
    return { sent: false, reason: reasonOf(error) };
  }
}
