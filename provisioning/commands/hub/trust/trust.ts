import type { Command } from 'commander';
import type { CommandContext } from '../../command-context.js';
import { groups } from '../../groups.js';
import { groupCommand } from '../../leaf.js';
import { trustAnnounceCommand } from './announce.js';
import { trustDistrustCommand } from './distrust.js';
import { trustRetireCommand } from './retire.js';
import { trustStatusCommand } from './status.js';
import { trustSwitchCommand } from './switch.js';

/** `carnet hub trust …` (rules E39, E41) */
export function hubTrustCommand(context: CommandContext): Command {
  return groupCommand(context, 'trust', groups.trust, [
    trustStatusCommand(context),
    trustAnnounceCommand(context),
    trustSwitchCommand(context),
    trustRetireCommand(context),
    trustDistrustCommand(context),
  ]);
}
