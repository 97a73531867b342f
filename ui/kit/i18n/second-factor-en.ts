import type { secondFactorFr } from './second-factor-fr.js';

export const secondFactorEn: Readonly<Record<keyof typeof secondFactorFr, string>> = {
  'code.title': 'Your code',
  'code.lead': 'Open the app for codes on your telephone, and enter the six digits that it shows for Carnet.',
  'code.label': 'Code',
  'code.hint': 'Six digits, or a recovery code.',
  'code.missing': 'Enter the code.',
  'code.wrong': 'This code is not right, or was used before. Wait for the next one, or use a recovery code.',
  'code.clockUnsure':
    'The server does not know the time and cannot check this code. Use a recovery code, or have the clock set.',
  'code.submit': 'Continue',
  'code.back': 'Back to sign-in',
  'offer.title': 'Protect your account',
  'offer.lead':
    'A password alone can be seen or stolen. From now on your telephone shows a code as well, even without a network. You do this once.',
  'offer.open': 'On your telephone, open an app for codes (for example Aegis, FreeOTP or Google Authenticator).',
  'offer.scan': 'Add an account there by scanning this picture.',
  'offer.picture': 'Picture to scan with the telephone',
  'offer.type': 'Or type this key:',
  'offer.enter': 'Enter the six digits that it shows.',
  'offer.codeHint': 'Six digits, which change every 30 seconds.',
  'offer.wrong': 'This code is not right. Check the time on the telephone, wait for the next code, and try again.',
  'offer.ended': 'This took too long, or was begun anew elsewhere. Nothing was changed; sign in again.',
  'recovery.title': 'Your recovery codes',
  'recovery.lead':
    'If your telephone is lost or empty, each of these codes lets you in once. Print them or write them down, and keep them away from this workstation. They will not be shown again.',
  'recovery.print': 'Print',
  'recovery.of': 'Carnet, account {user}',
  'recovery.kept': 'I have kept them, continue',
};
