import { userInfo } from 'node:os';
import type { CommandContext } from './command-context.js';

/** Who gives a command at this machine, for registers: the account behind `sudo`, else the own one. */
export function operatorOf({ environment }: Pick<CommandContext, 'environment'>): string {
  const name = environment['SUDO_USER'] ?? userInfo().username;
  return name.slice(0, 80) || 'unknown';
}
