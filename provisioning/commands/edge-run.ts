import type { Command } from 'commander';
import type { CommandContext } from './command-context.js';
import { addUnlockOptions, readUnlocking } from './key/unlock-options.js';
import { leafCommand } from './leaf.js';
import { addFolderOption, requiredText } from './options.js';
import { runProgram } from './run-program.js';

export function edgeRunCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'run',
    summary: { en: 'run the site until it is told to stop', fr: 'faire tourner le site jusqu’à l’arrêt' },
    examples: [['carnet edge run --dir var/site', { en: 'stop with Ctrl-C', fr: 'arrêter par Ctrl-C' }]],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'site');
      addUnlockOptions(command, words);
    },
    run: async (call) => {
      const typed = await readUnlocking(context, call);
      context.exit(await runProgram(requiredText(call, 'dir'), 'site', typed));
      return undefined;
    },
  });
}
