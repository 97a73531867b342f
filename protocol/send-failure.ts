/** Why a message to somebody else's server was not taken; the closed list. */
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

/**
 * What an HTTP status says of a message (RFC 9110 §15); `undefined`: it was taken. An address that moved must be set anew:
 * whoever holds the old one must not lead messages elsewhere.
 */
export function failureOfStatus(status: number): SendFailure | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 401 || status === 403) return 'credentials';
  if (status === 429 || status >= 500) return 'busy';
  return 'refused';
}

function fieldsOf(value: unknown): Readonly<Partial<Record<'code' | 'originalCode' | 'cause' | 'name', unknown>>> {
  return typeof value === 'object' && value !== null ? value : {};
}
