import { type Command, Option } from 'commander';
import type { Words } from '../../words.js';
import type { CommandContext } from '../command-context.js';

const defaultRoot = '/opt/carnet';

/** `--root`: where the releases of a box lie. */
export function addRootOption(command: Command, words: (words: Words) => string, context: CommandContext): void {
  const help = words({ en: 'where the releases lie', fr: 'où se trouvent les versions' });
  command.addOption(new Option('--root <folder>', help).default(context.environment['CARNET_ROOT'] ?? defaultRoot));
}
