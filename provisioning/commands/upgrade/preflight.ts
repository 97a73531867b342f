import type { Command } from 'commander';
import { preflight } from '../../upgrade/preflight.js';
import { parseWindow } from '../../upgrade/upgrade-window.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { addFolderOption, requiredText } from '../options.js';

/** `carnet upgrade preflight`: what an upgrade asks of the new release before it touches anything. */
export function upgradePreflightCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'preflight',
    summary: {
      en: 'whether this program can take a site over: tried on a copy',
      fr: 'si ce programme peut reprendre un site : essayé sur une copie',
    },
    examples: [['carnet upgrade preflight --dir var/site', { en: 'changes nothing', fr: 'ne modifie rien' }]],
    configure: (command, words) => addFolderOption(command, words, context, 'site'),
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const readSettings = () => parseWindow(context.readSiteSettings(dir).upgradeWindow);
      const report = await preflight(dir, readSettings, Date.now);
      const megabytes = (report.bytes / 1e6).toFixed(1);
      const text = say(context, {
        en: `It can: a copy of ${megabytes} MB was migrated and read whole in ${report.milliseconds} ms.`,
        fr: `Oui : une copie de ${megabytes} Mo a été migrée et relue entière en ${report.milliseconds} ms.`,
      });
      return { json: report, text };
    },
  });
}
