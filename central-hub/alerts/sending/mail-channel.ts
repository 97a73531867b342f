import { createTransport } from 'nodemailer';
import { failureOf, type SendFailure } from '../../../protocol/send-failure.js';
import type { OutgoingKind } from '../../../record/privacy/outgoing.js';
import { type AlertChannel, type OutgoingMessage, type SendOutcome, trySending } from './alert-channel.js';

export interface MailOptions {
  readonly host: string;
  readonly port: number;
  readonly security: 'starttls' | 'tls' | 'none';
  readonly credentials?: { readonly user: string; readonly pass: string };
  readonly from: string;
  readonly to: readonly string[];
  /** PEM; without, the usual authorities. */
  readonly authorities?: readonly string[];
  readonly language: 'fr' | 'en';
  readonly millisecondsMax?: number;
}

/** As the closed list of all that is sent names it (rule R42). */
const kindOfMail = {
  alert: 'alert-mail',
  digest: 'alert-digest',
  test: 'alert-test',
} as const satisfies Readonly<Record<OutgoingMessage['kind'], OutgoingKind>>;

/** For each step of the conversation; a mail over a slow line takes a while. */
const stepMillisecondsMax = 15_000;

/** Sends each message as one mail in plain text (rule L43). */
export class MailChannel implements AlertChannel {
  readonly name = 'mail';
  readonly digests = true;
  readonly #options: MailOptions;

  constructor(options: MailOptions) {
    this.#options = options;
  }

  send(message: OutgoingMessage): Promise<SendOutcome> {
    return trySending(() => this.#mail(message), reasonOf);
  }

  async #mail({ id, kind, subject, text }: OutgoingMessage): Promise<undefined> {
    const { from, to, language } = this.#options;
    const domain = /@([^@>]+)>?$/.exec(from)?.[1] ?? 'carnet';
    const transport = createTransport(this.#connection());
    try {
      await transport.sendMail({
        ...{ from, to: [...to], subject, text, messageId: `<${id}@${domain}>` },
        headers: {
          ...{ 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
          ...{ 'Carnet-Delivery': id, 'Carnet-Message': kindOfMail[kind] },
        },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } finally {
      transport.close();
    }
  }

  #connection() {
    const { host, port, security, credentials, authorities, millisecondsMax = stepMillisecondsMax } = this.#options;
    return {
      ...{
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
      },
      ...(credentials && { auth: { user: credentials.user, pass: credentials.pass } }),
      tls: { minVersion: 'TLSv1.2' as const, ...(authorities && { ca: [...authorities] }) },
      ...{ connectionTimeout: millisecondsMax, greetingTimeout: millisecondsMax, socketTimeout: millisecondsMax },
      dnsTimeout: millisecondsMax,
    };
  }
}

/** A mail server says by the first digit whether it may be tried again (RFC 5321 §4.2.1). */
function reasonOf(error: unknown): SendFailure {
  const { responseCode } = error as { readonly responseCode?: unknown };
  const found = failureOf(error);
  if (found === 'credentials' || found === 'untrusted') return found;
  if (typeof responseCode === 'number') return responseCode < 500 ? 'busy' : 'refused';
  return found;
}
