import { Command, CommanderError } from 'commander';
import { Problem } from '../protocol/problem.js';
import { type CommandContext, say } from './commands/command-context.js';
import { doctorCommand } from './commands/doctor.js';
import { edgeRunCommand } from './commands/edge-run.js';
import { describeFailure, failureAsJson } from './commands/failure.js';
import { hubInitCommand } from './commands/hub/init.js';
import { hubRunCommand } from './commands/hub/run.js';
import { importCommand } from './commands/import.js';
import { joinCommand } from './commands/join.js';
import { groupCommand, localised } from './commands/leaf.js';
import { siteAddCommand } from './commands/site/add.js';
import { siteInviteCommand } from './commands/site/invite.js';
import { siteListCommand } from './commands/site/list.js';
import { siteRevokeCommand } from './commands/site/revoke.js';
import { siteShowCommand } from './commands/site/show.js';
import { statusCommand } from './commands/status.js';
import { tokenIssueCommand } from './commands/token-issue.js';
import { userAddCommand } from './commands/user/add.js';
import { userDisableCommand } from './commands/user/disable.js';
import { userListCommand } from './commands/user/list.js';
import { userResetCommand } from './commands/user/reset.js';
import { demoCommand } from './demo/command.js';

/** Builds `carnet` from its commands. */
function carnetCommand(context: CommandContext): Command {
  const group = (name: string, en: string, fr: string, ...members: readonly Command[]) =>
    groupCommand(context, name, { en, fr }, members);
  const carnet = localised(context, new Command('carnet'));
  carnet.description(
    say(context, {
      en: 'Carnet: a patient’s record that survives lost paper, power cuts and dead networks.\nExit codes: 0 done · 1 failed · 2 wrong usage · 3 refused.',
      fr: 'Carnet : un dossier patient qui survit au papier perdu, aux coupures et aux réseaux en panne.\nCodes de sortie : 0 fait · 1 échec · 2 commande fautive · 3 refusé.',
    }),
  );
  const members = [
    group('hub', 'the hub in the middle', 'le central', hubInitCommand(context), hubRunCommand(context)),
    group(
      'site',
      'the hub’s register of sites',
      'le registre des sites du central',
      siteAddCommand(context),
      siteListCommand(context),
      siteShowCommand(context),
      siteInviteCommand(context),
      siteRevokeCommand(context),
    ),
    joinCommand(context),
    group('edge', 'the appliance at a hospital', 'le boîtier d’un hôpital', edgeRunCommand(context)),
    group(
      'user',
      'people who may sign in',
      'les personnes qui se connectent',
      userAddCommand(context),
      userListCommand(context),
      userDisableCommand(context),
      userResetCommand(context),
    ),
    group('token', 'tokens of machines', 'les jetons des machines', tokenIssueCommand(context)),
    importCommand(context),
    statusCommand(context),
    doctorCommand(context),
    demoCommand(context),
  ];
  for (const member of members) carnet.addCommand(member);
  return carnet;
}

/** Runs one command line; says what it has to say, and its exit code, to the context. */
export async function runCarnet(given: readonly string[], context: CommandContext): Promise<void> {
  try {
    await carnetCommand(context).parseAsync(given, { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    const asked = cause.code === 'commander.helpDisplayed' || cause.code === 'commander.version';
    const problem = new Problem('usage-wrong', cause.message.replace(/^error: /, '').split('\n')[0]);
    if (!asked && cause.code !== 'commander.help') {
      context.error(`${given.includes('--json') ? failureAsJson(problem) : describeFailure(context, problem)}\n`);
    }
    context.exit(asked ? 0 : problem.meaning.exit);
  }
}
