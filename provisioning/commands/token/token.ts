import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { groups } from '../groups.js';
import { groupCommand } from '../leaf.js';
import { tokenCreateCommand } from './create.js';
import { tokenIssueCommand } from './issue.js';
import { tokenListCommand } from './list.js';
import { tokenRevokeCommand } from './revoke.js';

/** `carnet token`: those of machines, and those that act for a person. */
export function tokenCommand(context: CommandContext): Command {
  return groupCommand(context, 'token', groups.token, [
    tokenCreateCommand(context),
    tokenListCommand(context),
    tokenRevokeCommand(context),
    tokenIssueCommand(context),
  ]);
}
