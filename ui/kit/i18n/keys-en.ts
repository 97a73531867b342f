import type { keysFr } from './keys-fr.js';

export const keysEn: Readonly<Record<keyof typeof keysFr, string>> = {
  'key.title': 'Security keys',
  'key.none': 'A key that you plug in or touch, or the fingerprint of this workstation, replaces the telephone’s code.',
  'key.since': 'Added on {day}.',
  'key.unused': 'Never used since.',
  'key.lastUsed': 'Used on {day}.',
  'key.remove': 'Remove “{name}”',
  'key.add': 'Add a key',
  'key.use': 'Use my security key',
  'key.or': 'Or with your security key:',
  'key.touch': 'Plug your key in and touch it, or follow what the browser asks.',
  'key.offerTitle': 'Or a security key',
  'key.offerLead':
    'If you have a key that you plug in or touch, or if this workstation reads your fingerprint, it can take the place of the telephone.',
  'key.name': 'Name of the key',
  'key.nameHint': 'To know it by, for example “Blue key”.',
  'key.nameMissing': 'Give the key a name.',
  'key.make': 'Register the key',
  'key.notShown': 'The key did not answer, or you cancelled. Try again, or use a code.',
  'key.known': 'This key is in your account already.',
  'key.unsupported': 'This browser cannot use keys. Use a code, or another browser.',
  'key.wrong': 'This key was not accepted, or the answer came too late. Try again, or use a code.',
  'key.copied':
    'This key counted backwards: there may be a copy of it. It is not accepted any more. Use a code or another key, and tell your administrator.',
  'key.copiedOn':
    'Refused since {day}: it counted backwards, and there may be a copy of it. Remove it, and tell your administrator.',
  'key.refused': 'This key could not be added. Try again; ten keys for each person at most.',
  'key.last': 'This is your only second factor. Add another one before you remove it.',
  'key.needsName': 'Keys work only where Carnet is opened by its name, over HTTPS.',
  'key.openAt': 'Open Carnet at this address:',
  'account.key.title': 'New security key',
  'account.key.lead':
    'The key will take the place of the telephone’s code whenever you like; the telephone stays good.',
  'account.key.submit': 'Continue',
  'account.key.done': 'The key is added.',
  'account.factor.keysOnly': 'No telephone: your security key takes its place.',
};
