import type { signInsFr } from './sign-ins-fr.js';

/** What is unusual of sign-ins, in English; loaded with it. */
export const signInsEn: Readonly<Record<keyof typeof signInsFr, string>> = {
  'signIns.title': 'An unusual sign-in to your account',
  'signIns.at': '{at}, from the workstation {address}: {reasons}.',
  'signIns.hour': 'at an unusual hour',
  'signIns.place': 'from a workstation that you never used',
  'signIns.pace': 'at a pace that one person cannot have',
  'signIns.accounts': 'several accounts tried from one workstation',
  'signIns.guesses': 'many wrong passwords for one account',
  'signIns.mine': 'It was me',
  'signIns.notMine': 'It was not me',
  'signIns.cannotConfirm':
    'This session is unusual itself. To confirm that it was you, sign in from a workstation that you usually use.',
  'signIns.denied':
    'That session has ended, and the hospital’s administrator sees it. Change your password now: your account is under your name, on this page.',
};
