import qrcode from 'qrcode';
import type { InvitedSite } from '../../verbs/site-verbs.js';
import { type CommandContext, say } from '../command-context.js';
import type { Outcome } from '../leaf.js';

/** The sheet for the technician: the code, what to type, and on a terminal a QR code that holds the same line. */
export async function showInvitation(context: CommandContext, invited: InvitedSite, hubUrl: string): Promise<Outcome> {
  const { site, oneTimeCode, expiresMilliseconds } = invited;
  const expires = new Date(expiresMilliseconds).toISOString().slice(0, 16).replace('T', ' ');
  const line = `carnet join ${oneTimeCode} --hub ${hubUrl}`;
  const text = say(context, {
    en: `Site ${site.code}: ${site.name} (${site.region})\n\n  One-time code   ${oneTimeCode}   until ${expires} UTC\n\nOn the box:  ${line}\nThe code is shown once and is good for one box.`,
    fr: `Site ${site.code} : ${site.name} (${site.region})\n\n  Code à usage unique   ${oneTimeCode}   jusqu’au ${expires} UTC\n\nSur le boîtier :  ${line}\nLe code n’est affiché qu’une fois et vaut pour un seul boîtier.`,
  });
  const picture = context.isTerminal
    ? `\n${await qrcode.toString(line, { type: 'utf8', errorCorrectionLevel: 'M' })}`
    : '';
  const json = { site: site.code, name: site.name, region: site.region, oneTimeCode, expiresMilliseconds, hubUrl };
  return { json, text: `${text}${picture}` };
}
