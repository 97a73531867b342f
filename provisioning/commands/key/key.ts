import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { groups } from '../groups.js';
import { groupCommand } from '../leaf.js';
import { keyAddSlotCommand } from './add-slot.js';
import { keyEscrowMakeCommand, keyEscrowOpenCommand } from './escrow.js';
import { keyRemoveSlotCommand } from './remove-slot.js';
import { keyRotateCommand } from './rotate.js';
import { keyStatusCommand } from './status.js';

/** `carnet key …` */
export function keyCommand(context: CommandContext): Command {
  return groupCommand(context, 'key', groups.key, [
    keyStatusCommand(context),
    keyAddSlotCommand(context),
    keyRemoveSlotCommand(context),
    keyRotateCommand(context),
    keyEscrowMakeCommand(context),
    keyEscrowOpenCommand(context),
  ]);
}
