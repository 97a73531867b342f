import type { Command } from 'commander';
import qrcode from 'qrcode';
import { writeFileAtomically } from '../../folder/atomic-file.js';
import { sheetHtml } from '../../sheet/sheet-html.js';
import { terminalQr } from '../../sheet/terminal-qr.js';
import { formatTime } from '../../time-text.js';
import type { InvitedSite } from '../../verbs/site-verbs.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { describeFailure, problemOfAnything } from '../failure.js';
import type { Call, Outcome } from '../leaf.js';
import { textOption } from '../options.js';
import { parseDuration } from '../quantity.js';

const validDefault = '7d';

/** How long the code of an invitation is good, and where its sheet goes. */
export function addInvitationOptions(command: Command, words: (words: Words) => string): void {
  command.option(
    '--valid <duration>',
    words({ en: 'how long the code is good, e.g. 48h, 7d', fr: 'durée de validité du code, p. ex. 48h, 7d' }),
    validDefault,
  );
  command.option(
    '--sheet <file>',
    words({
      en: 'also write a sheet to print for the technician: code, QR and steps, in French and English (HTML, A4)',
      fr: 'écrire aussi une feuille à imprimer pour le technicien : code, QR et étapes, en français et en anglais (HTML, A4)',
    }),
  );
}

/** How long the code is to be good, milliseconds. @throws Problem `usage-wrong` */
export function inviteMillisecondsOf(call: Call): number {
  return parseDuration(textOption(call, 'valid') ?? validDefault);
}

/**
 * For the technician: the code, what to type, on a terminal a QR code that holds the same line, and the sheet if it is
 * wanted. The code is shown whatever becomes of the sheet: it is not given a second time.
 */
export async function showInvitation(
  context: CommandContext,
  invited: InvitedSite,
  hubUrl: string,
  call: Call,
): Promise<Outcome> {
  const { site, oneTimeCode, expiresMilliseconds } = invited;
  const sheetFile = textOption(call, 'sheet');
  const expires = formatTime(expiresMilliseconds);
  const line = `carnet join ${oneTimeCode} --hub ${hubUrl}`;
  const text = say(context, {
    en: `Site ${site.code}: ${site.name} (${site.region})\n\n  One-time code   ${oneTimeCode}   until ${expires}\n\nOn the box:  ${line}\nThe code is shown once and is good for one box.`,
    fr: `Site ${site.code} : ${site.name} (${site.region})\n\n  Code à usage unique   ${oneTimeCode}   jusqu’au ${expires}\n\nSur le boîtier :  ${line}\nLe code n’est affiché qu’une fois et vaut pour un seul boîtier.`,
  });
  const picture = context.isTerminal ? `\n\n${terminalQr(line)}` : '';
  const facts = { site: site.code, name: site.name, region: site.region, oneTimeCode, expiresMilliseconds, hubUrl };
  if (sheetFile === undefined) return { json: facts, text: `${text}${picture}` };
  const qrSvg = await qrcode.toString(line, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  try {
    writeFileAtomically(sheetFile, sheetHtml({ ...facts, command: line, qrSvg }));
  } catch (cause) {
    context.error(`${describeFailure(context, problemOfAnything(cause))}\n`);
    return { json: facts, text: `${text}${picture}`, exit: 1 };
  }
  const written = say(context, {
    en: `Sheet: ${sheetFile}. It holds the code: print it, then delete the file.`,
    fr: `Feuille : ${sheetFile}. Elle porte le code : imprimez-la, puis supprimez le fichier.`,
  });
  return { json: { ...facts, sheet: sheetFile }, text: `${text}\n${written}${picture}` };
}
