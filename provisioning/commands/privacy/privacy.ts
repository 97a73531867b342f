import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { groups } from '../groups.js';
import { groupCommand } from '../leaf.js';
import { privacyBreachCommand } from './breach.js';
import { privacyRegisterCommand } from './register.js';
import { privacyRetentionCommand } from './retention.js';

/** `carnet privacy …` */
export function privacyCommand(context: CommandContext): Command {
  return groupCommand(context, 'privacy', groups.privacy, [
    privacyRegisterCommand(context),
    privacyRetentionCommand(context),
    privacyBreachCommand(context),
  ]);
}
