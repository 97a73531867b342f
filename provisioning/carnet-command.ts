import { type Command, CommanderError } from 'commander';
import { Problem } from '../protocol/problem.js';
import { problems } from '../protocol/problems.js';
import { auditCommand } from './commands/audit/audit.js';
import { backupCommand } from './commands/backup.js';
import type { CommandContext } from './commands/command-context.js';
import { doctorCommand } from './commands/doctor.js';
import { drillCommand } from './commands/drill.js';
import { edgeRunCommand } from './commands/edge-run.js';
import { exportCommand } from './commands/export.js';
import { describeFailure, failureAsJson } from './commands/failure.js';
import { groups } from './commands/groups.js';
import { hubAlertsCommand } from './commands/hub/alerts.js';
import { hubBackupCommand } from './commands/hub/backup.js';
import { hubCrlCommand } from './commands/hub/crl.js';
import { hubInitCommand } from './commands/hub/init.js';
import { hubIssuingCommand } from './commands/hub/issuing/issuing.js';
import { hubRestoreCommand } from './commands/hub/restore.js';
import { hubRootNewCommand } from './commands/hub/root-new.js';
import { hubRunCommand } from './commands/hub/run.js';
import { hubTrustCommand } from './commands/hub/trust/trust.js';
import { importCommand } from './commands/import/import.js';
import { joinCommand } from './commands/join.js';
import { keyCommand } from './commands/key/key.js';
import { groupCommand } from './commands/leaf.js';
import { linksCheckCommand } from './commands/links/check.js';
import { linksForceCommand } from './commands/links/force.js';
import { linksReleaseCommand } from './commands/links/release.js';
import { linksRenderCommand } from './commands/links/render.js';
import { linksStatusCommand } from './commands/links/status.js';
import { linksTestCommand } from './commands/links/test.js';
import { privacyCommand } from './commands/privacy/privacy.js';
import { profileCommand } from './commands/profile/profile.js';
import { recordCommand } from './commands/record/record.js';
import { releaseCommand } from './commands/release/release.js';
import { replayCommand } from './commands/replay.js';
import { restoreCommand } from './commands/restore.js';
import { siteAddCommand } from './commands/site/add.js';
import { siteLockCommand, siteWipeCommand } from './commands/site/custody.js';
import { siteHistoryCommand } from './commands/site/history.js';
import { siteInviteCommand } from './commands/site/invite.js';
import { siteKitCommand } from './commands/site/kit.js';
import { siteListCommand } from './commands/site/list.js';
import { siteReadmitCommand } from './commands/site/readmit.js';
import { siteReplaceCommand } from './commands/site/replace.js';
import { siteRevokeCommand } from './commands/site/revoke.js';
import { siteShowCommand } from './commands/site/show.js';
import { statusCommand } from './commands/status.js';
import { tokenCommand } from './commands/token/token.js';
import { upgradeCommand } from './commands/upgrade/upgrade.js';
import { usageWords } from './commands/usage-words.js';
import { userAddCommand } from './commands/user/add.js';
import { userDisableCommand } from './commands/user/disable.js';
import { userLicenceCommand } from './commands/user/licence.js';
import { userListCommand } from './commands/user/list.js';
import { userResetCommand } from './commands/user/reset.js';
import { userRoleCommand } from './commands/user/role.js';
import { verifyCommand } from './commands/verify.js';
import { workstationCommand } from './commands/workstation.js';
import { demoCommand } from './demo/command.js';

/** Builds `carnet` from its commands. */
function carnetCommand(context: CommandContext): Command {
  const members = [
    hubCommand(context),
    groupCommand(context, 'site', groups.site, [
      siteAddCommand(context),
      siteListCommand(context),
      siteShowCommand(context),
      siteHistoryCommand(context),
      siteInviteCommand(context),
      siteKitCommand(context),
      siteReplaceCommand(context),
      siteRevokeCommand(context),
      siteReadmitCommand(context),
      siteLockCommand(context),
      siteWipeCommand(context),
    ]),
    joinCommand(context),
    groupCommand(context, 'edge', groups.edge, [edgeRunCommand(context), replayCommand(context, 'site')]),
    groupCommand(context, 'links', groups.links, [
      linksRenderCommand(context),
      linksCheckCommand(context),
      linksStatusCommand(context),
      linksTestCommand(context),
      linksForceCommand(context),
      linksReleaseCommand(context),
    ]),
    keyCommand(context),
    auditCommand(context),
    profileCommand(context),
    recordCommand(context),
    privacyCommand(context),
    groupCommand(context, 'user', groups.user, [
      userAddCommand(context),
      userListCommand(context),
      userDisableCommand(context),
      userResetCommand(context),
      userRoleCommand(context),
      userLicenceCommand(context),
    ]),
    tokenCommand(context),
    releaseCommand(context),
    upgradeCommand(context),
    importCommand(context),
    exportCommand(context),
    backupCommand(context),
    restoreCommand(context),
    drillCommand(context),
    statusCommand(context),
    verifyCommand(context),
    workstationCommand(context),
    doctorCommand(context),
    demoCommand(context),
  ];
  // `upgrade` has options and commands of its own: what stands behind one of those is that one's.
  return groupCommand(context, 'carnet', groups.carnet, members).enablePositionalOptions();
}

/** `carnet hub …` */
function hubCommand(context: CommandContext): Command {
  return groupCommand(context, 'hub', groups.hub, [
    hubInitCommand(context),
    hubRunCommand(context),
    hubBackupCommand(context),
    hubRestoreCommand(context),
    hubAlertsCommand(context),
    hubCrlCommand(context),
    hubRootNewCommand(context),
    hubIssuingCommand(context),
    hubTrustCommand(context),
    replayCommand(context, 'hub'),
  ]);
}

/** Runs one command line; says what it has to say, and its exit code, to the context. */
export async function runCarnet(given: readonly string[], context: CommandContext): Promise<void> {
  try {
    await carnetCommand(context).parseAsync(given, { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    const asked = cause.code === 'commander.helpDisplayed' || cause.code === 'commander.version';
    const json = given.includes('--json');
    const problem = new Problem('usage-wrong', usageWords(cause, json ? 'en' : context.language));
    if (!asked && cause.code !== 'commander.help') {
      context.error(`${json ? failureAsJson(problem) : describeFailure(context, problem)}\n`);
    }
    context.exit(asked ? 0 : problems[problem.code].exit);
  }
}
