import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { groups } from '../groups.js';
import { groupCommand } from '../leaf.js';
import { recordEraseCommand } from './erase.js';
import { recordErasuresCommand } from './erasures.js';
import { recordExportSubjectCommand } from './export-subject.js';

/** `carnet record …` */
export function recordCommand(context: CommandContext): Command {
  return groupCommand(context, 'record', groups.record, [
    recordExportSubjectCommand(context),
    recordEraseCommand(context),
    recordErasuresCommand(context),
  ]);
}
