import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { BackupReport } from '../../backup/node-backups.js';
import { type CommandContext, say } from '../command-context.js';
import { followProgress, shownProgress } from '../follow-progress.js';
import { leafCommand } from '../leaf.js';
import { openNodeSession } from '../node-session.js';
import { addFolderOption, requiredText, textOption } from '../options.js';

export function hubBackupCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'backup',
    summary: {
      en: 'an encrypted copy of the hub, signed; it may run meanwhile',
      fr: 'une copie chiffrée et signée du central, même en marche',
    },
    examples: [
      ['carnet hub backup --dir var/hub', { en: 'into the usual folder', fr: 'dans le dossier habituel' }],
      ['carnet hub backup --to /media/disk', { en: 'onto another disk', fr: 'sur un autre disque' }],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      command.option(
        '--to <folder>',
        words({ en: 'folder for the copy; it must exist', fr: 'dossier de la copie ; il doit exister' }),
      );
    },
    run: async (call) => {
      const to = textOption(call, 'to');
      const dir = requiredText(call, 'dir');
      const session = await openNodeSession(dir, context.readHubSettings(dir));
      try {
        const lookAt = async () => shownProgress(await session.call('hub-backup-progress', {}));
        const backUp = () => session.call('hub-backup', to === undefined ? {} : { to: resolve(to) });
        const report = await followProgress(context, lookAt, backUp);
        return { json: report, text: describe(context, report) };
      } finally {
        session.close();
      }
    },
  });
}

function describe(context: CommandContext, { file, bytes, sha256 }: BackupReport): string {
  const size = (bytes / 1e6).toFixed(1);
  return say(context, {
    en: `${file}\n${size} MB, read back and whole; SHA-256 ${sha256}\nThe sites are told that what it holds is safe. To open it, key-slots.json and slot.token are needed: keep a copy of those elsewhere too.`,
    fr: `${file}\n${size} Mo, relue et entière ; SHA-256 ${sha256}\nLes sites apprennent que son contenu est en sécurité. Pour l’ouvrir il faut key-slots.json et slot.token : gardez-en aussi une copie ailleurs.`,
  });
}
