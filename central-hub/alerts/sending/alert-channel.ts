import type { AlertChannelName } from '../../../journal/alerts/alert.js';

/** Why a message was not sent; the closed list. */
export const sendFailures = [
  /** The host's name is not known. */
  'name-unknown',
  /** Nobody answers there. */
  'unreachable',
  /** Its certificate is not that of somebody who is trusted, or it speaks no TLS. */
  'untrusted',
  'time-out',
  /** User, password or secret are not accepted. */
  'credentials',
  /** It answered that it does not take this. */
  'refused',
  /** It answered that it cannot now. */
  'busy',
  'redirected',
  'internal',
] as const;

export type SendFailure = (typeof sendFailures)[number];

export type SendOutcome = { readonly sent: true } | { readonly sent: false; readonly reason: SendFailure };

/** What is said of one alert, or of several; the same id in each attempt. */
export interface OutgoingMessage {
  readonly id: string;
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

const byCode: Readonly<Record<string, SendFailure>> = {
  ENOTFOUND: 'name-unknown',
  EAI_AGAIN: 'name-unknown',
  EDNS: 'name-unknown',
  ECONNREFUSED: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ECONNRESET: 'unreachable',
  EPIPE: 'unreachable',
  ECONNECTION: 'unreachable',
  ESOCKET: 'unreachable',
  ETIMEDOUT: 'time-out',
  EAUTH: 'credentials',
  ETLS: 'untrusted',
  EENVELOPE: 'refused',
  EMESSAGE: 'refused',
  EPROTOCOL: 'refused',
};

/** Faults of certificates, as OpenSSL and Node name them. */
const untrusted = /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_|ERR_SSL_|EPROTO$)/;

/** What a failed attempt means. What the other end wrote is looked at for its codes only. */
export function failureOf(error: unknown): SendFailure {
  const { code, originalCode, cause, name } = fieldsOf(error);
  if (name === 'TimeoutError') return 'time-out';
  // What the connection said is more exact than what the mailer makes of it.
  for (const found of [originalCode, fieldsOf(cause).code, code]) {
    if (typeof found !== 'string') continue;
    if (untrusted.test(found)) return 'untrusted';
    const known = byCode[found];
    if (known !== undefined) return known;
  }
  return 'internal';
}

function fieldsOf(value: unknown): Readonly<Partial<Record<'code' | 'originalCode' | 'cause' | 'name', unknown>>> {
  return typeof value === 'object' && value !== null ? value : {};
}
