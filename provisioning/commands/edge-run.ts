import type { Command } from 'commander';
import type { CommandContext } from './command-context.js';
import { leafCommand } from './leaf.js';
import { addFolderOption, requiredText } from './options.js';
import { runProgram } from './run-program.js';

export function edgeRunCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'run',
    summary: { en: 'run the site until it is told to stop', fr: 'faire tourner le site jusqu’à l’arrêt' },
    examples: [['carnet edge run --dir var/site', { en: 'stop with Ctrl-C', fr: 'arrêter par Ctrl-C' }]],
    configure: (command, words) => addFolderOption(command, words, context, 'site'),
    run: async (call) => {
      context.exit(await runProgram(requiredText(call, 'dir'), 'site'));
      return undefined;
    },
  });
}
