import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { groups } from '../groups.js';
import { groupCommand } from '../leaf.js';
import { auditVerifyCommand } from './verify.js';

/** `carnet audit …` */
export function auditCommand(context: CommandContext): Command {
  return groupCommand(context, 'audit', groups.audit, [auditVerifyCommand(context)]);
}
