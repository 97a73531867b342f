import type { changesFr } from './changes-fr.js';

/** What changed of one's account, in English; loaded with it. */
export const changesEn: Readonly<Record<keyof typeof changesFr, string>> = {
  'changes.title': 'Your account has changed',
  'changes.lead': 'Since you last signed in:',
  'changes.seen': 'I have seen it, all is wanted',
  'changes.notMine': 'This was not me',
  'changes.notMineOf': '({change}, {at})',
  'changes.cannotSee':
    'This session is unusual: the notice stays. To close it, sign in from a workstation that you usually use.',
  'changes.denied': 'All your sessions have ended',
  'changes.deniedText':
    'The hospital’s administrator sees what you reported. Sign in again and change your password; if you cannot, ask them for a new one.',
  'changes.signIn': 'Sign in again',
  'changes.section': 'What has changed',
  'changes.none': 'Nothing has changed.',
  'changes.answer.not-mine': 'Reported: not me',
  'changes.bySelf': '{at}, from your account',
  'changes.bySelfFrom': '{at}, from your account, at the workstation {address}',
  'changes.byPerson': '{at}, by {name}',
  'changes.byPersonFrom': '{at}, by {name}, at the workstation {address}',
  'changes.byCommandLine': '{at}, at the box, by the command line',
  'changes.byElsewhere': '{at}, by another site or a program',
  'change.password': 'Password changed',
  'change.password-reset': 'Password replaced by somebody else',
  'change.second-factor': 'Telephone set up for codes',
  'change.second-factor-removed': 'Second factor taken away: telephone, keys and recovery codes',
  'change.key-added': 'Security key added',
  'change.key-removed': 'Security key taken away',
  'change.recovery-codes': 'New recovery codes',
  'change.recovery-code': 'Recovery code used',
  'change.pin': 'PIN chosen',
  'change.pin-removed': 'PIN taken away',
  'change.role': 'Role changed',
  'change.licence': 'Licence to practise changed',
  'change.session': 'Session ended by somebody else',
  'change.approved': 'Account or role approved',
};
