import type { Command } from 'commander';
import type { CertificateEntry, InviteEntry } from '../../../journal/certificates/certificate-store.js';
import { formatTime } from '../../time-text.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { formatTable } from '../table.js';

const reasons: Readonly<Record<NonNullable<CertificateEntry['endReason'] | InviteEntry['endReason']>, Words>> = {
  renewed: { en: 'renewed', fr: 'renouvelé' },
  replaced: { en: 'replaced', fr: 'remplacé' },
  revoked: { en: 'revoked', fr: 'révoqué' },
  unused: { en: 'never used', fr: 'jamais utilisé' },
  'hub-restored': { en: 'the hub was restored', fr: 'central restauré' },
};

export function siteHistoryCommand(context: CommandContext): Command {
  const words = (en: string, fr: string) => say(context, { en, fr });
  const end = ({
    endReason,
    endedMilliseconds,
  }: Pick<CertificateEntry | InviteEntry, 'endReason' | 'endedMilliseconds'>) =>
    endedMilliseconds === undefined
      ? ''
      : `${endReason === undefined ? '' : say(context, reasons[endReason])} ${formatTime(endedMilliseconds)}`;
  const certificateRow = (entry: CertificateEntry) => [
    entry.fingerprint.slice(0, 12),
    formatTime(entry.givenMilliseconds),
    formatTime(entry.expiresMilliseconds),
    formatTime(entry.usedMilliseconds),
    [end(entry), entry.endBy ?? '', entry.endNote ?? ''].filter(Boolean).join(' · '),
  ];
  const inviteRow = (entry: InviteEntry) => [
    entry.inviteId.slice(0, 12),
    formatTime(entry.createdMilliseconds),
    formatTime(entry.expiresMilliseconds),
    formatTime(entry.spentMilliseconds),
    [end(entry), entry.createdBy ?? ''].filter(Boolean).join(' · '),
  ];
  return leafCommand(context, {
    usage: 'history <code>',
    summary: {
      en: 'all certificates and codes that a site was given: when, by whom, and why they ended',
      fr: 'tous les certificats et codes donnés à un site : quand, par qui, et pourquoi ils ont pris fin',
    },
    examples: [['carnet site history 7KD --json', { en: 'for programs', fr: 'pour les programmes' }]],
    configure: (command, help) => addFolderOption(command, help, context, 'hub'),
    run: async (call) => {
      const history = await runVerb(requiredText(call, 'dir'), 'site-history', { code: call.positionals[0] });
      const certificates = [
        [
          words('certificate', 'certificat'),
          words('given', 'donné'),
          words('until', 'jusqu’au'),
          words('first used', 'première fois'),
          words('end', 'fin'),
        ],
        ...history.certificates.map(certificateRow),
      ];
      const invites = [
        [
          words('code', 'code'),
          words('given', 'donné'),
          words('until', 'jusqu’au'),
          words('used', 'utilisé'),
          words('end · by', 'fin · par'),
        ],
        ...history.invites.map(inviteRow),
      ];
      const { site, ...json } = history;
      return { json: { site: site.code, ...json }, text: `${formatTable(certificates)}\n\n${formatTable(invites)}` };
    },
  });
}
