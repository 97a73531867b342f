import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

type Teardown = { teardown(stop: () => unknown): unknown };

/** A mail as the server got it, decoded. */
export interface GotMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly secure: boolean;
  /** With their lines unfolded. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** As it came over the line. */
  readonly raw: string;
}

export interface MailServer {
  readonly port: number;
  readonly mails: GotMail[];
  /** What is said to the next mails: an SMTP status, or nothing to take them. */
  refuse: number | undefined;
}

/** A real SMTP server on the loopback that takes mails of `carnet` with the password `sésame`. */
export async function startMailServer(t: Teardown, options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
  const mails: GotMail[] = [];
  const state: { refuse: number | undefined } = { refuse: undefined };
  const server = new SMTPServer({
    ...{ authOptional: true, logger: false, disabledCommands: options.key === undefined ? ['STARTTLS'] : [] },
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'carnet' && password === 'sésame') done(null, { user: username });
      else done(new Error('wrong'));
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (state.refuse !== undefined) {
          done(Object.assign(new Error('not now'), { responseCode: state.refuse }));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        const to = rcptTo.map(({ address }) => address);
        mails.push({ from, to, user: session.user, secure: session.secure, ...readMail(Buffer.concat(parts)) });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  const inner = server.listen(port, '127.0.0.1');
  await once(inner, 'listening');
  t.teardown(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return Object.assign(state, { port: (inner.address() as AddressInfo).port, mails });
}

function readMail(bytes: Buffer): Pick<GotMail, 'headers' | 'text' | 'raw'> {
  const raw = bytes.toString('latin1');
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      decodeWords(line.slice(line.indexOf(':') + 2)),
    ]),
  );
  return { headers, raw, text: decodeBody(raw.slice(end + 4), headers['content-transfer-encoding']) };
}

/** Encoded words of a header (RFC 2047). */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, form: string, text: string) => {
      if (form.toUpperCase() === 'B') return Buffer.from(text, 'base64').toString('utf8');
      return decodeQuoted(text.replaceAll('_', ' '));
    });
}

function decodeBody(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') return decodeQuoted(body.replace(/=\r\n/g, '')).replaceAll('\r\n', '\n');
  return Buffer.from(body, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
