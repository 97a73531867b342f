import type { passwordFr } from './password-fr.js';

export const passwordEn: Readonly<Record<keyof typeof passwordFr, string>> = {
  'choose.title': 'Choose your password',
  'choose.lead':
    'The password that you have just used was given to you: somebody else knows it. Choose one of your own; Carnet opens then.',
  'choose.submit': 'Use this password',
  'rating.says': 'Strength: {level}.',
  'rating.too-short': 'too short',
  'rating.too-long': 'too long',
  'rating.weak': 'too easy to guess',
  'rating.good': 'good',
  'rating.strong': 'very good',
  'rating.help.longer': 'Twelve characters at least: add a word.',
  'rating.help.shorter': '256 characters at most.',
  'rating.help.no-names': 'Leave out your name and the hospital’s.',
  'rating.help.no-usual': 'Most of it is a usual word, a row of keys or a date: others try these first.',
  'rating.help.more-words': 'One more word that has nothing to do with the others makes it stronger.',
  'rating.unknown': 'Not judged yet; it will be when you choose it.',
};
