import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { groups } from '../groups.js';
import { groupCommand } from '../leaf.js';
import { releaseFactsCommand } from './facts.js';
import { releaseKeyCommand } from './key.js';
import { releasePackCommand } from './pack.js';
import { releaseShowCommand } from './show.js';

/** `carnet release …` */
export function releaseCommand(context: CommandContext): Command {
  return groupCommand(context, 'release', groups.release, [
    releaseKeyCommand(context),
    releasePackCommand(context),
    releaseShowCommand(context),
    releaseFactsCommand(context),
  ]);
}
