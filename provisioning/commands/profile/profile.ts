import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { groups } from '../groups.js';
import { groupCommand } from '../leaf.js';
import { profileAddCommand } from './add.js';
import { profileListCommand } from './list.js';
import { profileRemoveCommand } from './remove.js';

/** `carnet profile …` */
export function profileCommand(context: CommandContext): Command {
  const members = [profileAddCommand, profileListCommand, profileRemoveCommand];
  return groupCommand(
    context,
    'profile',
    groups.profile,
    members.map((member) => member(context)),
  );
}
