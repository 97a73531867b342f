import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { addFolderOption, requiredText } from '../options.js';
import { runProgram } from '../run-program.js';

export function hubRunCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'run',
    summary: { en: 'run the hub until it is told to stop', fr: 'faire tourner le central jusqu’à l’arrêt' },
    examples: [['carnet hub run --dir var/hub', { en: 'stop with Ctrl-C', fr: 'arrêter par Ctrl-C' }]],
    configure: (command, words) => addFolderOption(command, words, context, 'hub'),
    run: async (call) => {
      context.exit(await runProgram(requiredText(call, 'dir'), 'hub'));
      return undefined;
    },
  });
}
