import type { lockFr } from './lock-fr.js';

export const lockEn: Readonly<Record<keyof typeof lockFr, string>> = {
  'lock.soon': 'This screen will lock soon. Touch it or press a key to go on.',
  'lock.thrownAway':
    'On {time} somebody else signed in at this workstation: what you had typed and not saved was thrown away.',
  'lock.title': 'Session locked',
  'lock.of': 'Session of {name}',
  'lock.kept': 'What was open or typed is kept.',
  'lock.pin': 'PIN',
  'lock.pinMissing': 'Enter your PIN.',
  'lock.open': 'Unlock',
  'lock.byPassword': 'Use the password',
  'lock.byPin': 'Use the PIN',
  'lock.pinWrong': 'This PIN is not right.',
  'lock.pinSpent': 'Three PINs were wrong: enter your password and a code.',
  'lock.wrong': 'The password is not right. Check capital letters, then try again.',
  'lock.allWrong': 'The password or the code is not right, or the code was used before.',
  'lock.other': 'Not you?',
  'lock.leave': 'Somebody else signs in',
  'lock.leaveLead':
    'The session of {name} will end, and what was typed there and not saved will be thrown away. What was saved stays.',
  'lock.leaveSure': 'End this session',
  'lock.back': 'Back',
};
