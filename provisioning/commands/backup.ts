import { resolve } from 'node:path';
import type { Command } from 'commander';
import { problems } from '../../protocol/problems.js';
import type { PlaceReport } from '../backup/site/site-backups.js';
import { type CommandContext, say } from './command-context.js';
import { detailIn } from './detail-words.js';
import { followProgress, shownProgress } from './follow-progress.js';
import { leafCommand } from './leaf.js';
import { openNodeSession } from './node-session.js';
import { addFolderOption, requiredText, textOption } from './options.js';
import { placeName } from './place-words.js';

export function backupCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'backup',
    summary: {
      en: 'an encrypted, signed copy of this site at each of its places; it may run meanwhile',
      fr: 'une copie chiffrée et signée de ce site à chacun de ses lieux, même en marche',
    },
    examples: [
      ['carnet backup --dir var/site', { en: 'as the clock does', fr: 'comme le fait l’horloge' }],
      ['carnet backup --to /media/usb', { en: 'onto this stick only', fr: 'sur cette clé seulement' }],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'site');
      command.option(
        '--to <folder>',
        words({ en: 'folder for the copy; it must exist', fr: 'dossier de la copie ; il doit exister' }),
      );
    },
    run: async (call) => {
      const to = textOption(call, 'to');
      const dir = requiredText(call, 'dir');
      const session = await openNodeSession(dir, undefined, context.readSiteSettings(dir));
      try {
        const lookAt = async () => shownProgress(await session.call('site-backup-progress', {}));
        const backUp = () => session.call('site-backup', to === undefined ? {} : { to: resolve(to) });
        const reports = await followProgress(context, lookAt, backUp);
        return { json: reports, text: describe(context, reports) };
      } finally {
        session.close();
      }
    },
  });
}

function describe(context: CommandContext, reports: readonly PlaceReport[]): string {
  const keys = say(context, {
    en: 'To open it, key-slots.json and a way to open a slot are needed: keep those elsewhere too.',
    fr: 'Pour l’ouvrir il faut key-slots.json et de quoi ouvrir un emplacement de clé : gardez-les aussi ailleurs.',
  });
  return [...reports.map((report) => describePlace(context, report)), keys].join('\n');
}

function describePlace(context: CommandContext, { place, file, bytes, problem, sameDisk }: PlaceReport): string {
  const name = placeName(context, place);
  if (problem !== undefined) {
    const meaning = problems[problem.code];
    const missing = say(context, {
      en: 'this folder is not there. Is the stick plugged in? The other copies are not concerned.',
      fr: 'ce dossier est introuvable. La clé est-elle branchée ? Les autres copies ne sont pas touchées.',
    });
    return `${name} · ${problem.code === 'not-found' ? missing : `${say(context, meaning)} (${detailIn(context, problem.detail)})`}`;
  }
  const size = (bytes / 1e6).toFixed(1);
  const same = say(context, {
    en: ' · on the same disk as the records: is the stick plugged in?',
    fr: ' · sur le même disque que les dossiers : la clé est-elle branchée ?',
  });
  const whole = say(context, { en: `${size} MB, read back and whole`, fr: `${size} Mo, relue et entière` });
  return `${name} · ${file} · ${whole}${sameDisk === true ? same : ''}`;
}
