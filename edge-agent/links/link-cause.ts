import type { LinkCauseCode } from '../../protocol/links/link-causes.js';

/** Why a link is down, as far as its connection can tell. */
export type LinkCause = Extract<
  LinkCauseCode,
  'none' | 'link-down' | 'blackhole' | 'dns' | 'hub-down' | 'certificate' | 'no-credit'
>;

const causes: Readonly<Record<string, LinkCause>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'hub-down',
  ETIMEDOUT: 'blackhole',
  EHOSTUNREACH: 'link-down',
  ENETUNREACH: 'link-down',
  ENETDOWN: 'link-down',
  ECONNRESET: 'link-down',
  EPIPE: 'link-down',
};

/** OpenSSL's verification codes (`X509_V_ERR_*` as Node names them) and the TLS alerts about a certificate. */
const certificateCode =
  /CERT|SIGNED|ISSUER|SIGNATURE|ERR_TLS_CERT_ALTNAME_INVALID|ALERT_(BAD_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

/** What answers does not speak TLS, or not as the hub does: it can show no certificate of the hub. */
const strangerCode =
  /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION|BAD_RECORD_TYPE|UNEXPECTED_MESSAGE)$/;

/** CONNACK return codes 2, 4 and 5 (MQTT 3.1.1 §3.2.2.3): the hub does not accept who we are. */
const refusedReturnCodes: readonly unknown[] = [2, 4, 5];

/** Reads the cause from an error's code; the text of an error decides nothing. */
export function causeOf(error: unknown): LinkCause {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (refusedReturnCodes.includes(code)) return 'certificate';
  if (typeof code !== 'string') return 'link-down';
  const known = causes[code];
  if (known !== undefined) return known;
  return certificateCode.test(code) || strangerCode.test(code) ? 'certificate' : 'link-down';
}
