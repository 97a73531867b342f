import { foldText } from '../fold.js';

/** Words of one part of a name that are heard, and letters of one of them: a name may be a book. */
const wordsMax = 16;
const lettersMax = 40;
/** `Ngo Bassong` is written in one word, too; longer names are not. */
const joinedWordsMax = 3;

/**
 * How words sound, as French, English and the languages of Cameroon are spelled there: in this order, each with a letter that it
 * does not go without. Capitals are sounds that have been decided: `X` as in Tchoua, `J` as in Djibril, `G` as in Gaston, `W` as
 * in Kwame.
 */
const spellings: readonly (readonly [letter: string, spelling: RegExp, sound: string])[] = [
  // Consonants of several letters.
  ['c', /ch(?=[rl])/g, 'k'],
  ['h', /t?sch|tch|tsh|ch|sh/g, 'X'],
  ['h', /ph/g, 'f'],
  ['h', /([bdkrt])h/g, '$1'],
  ['g', /gn/g, 'ni'],
  ['', /dj|j|dg(?=[eiy])|ge(?=[ao])/g, 'J'],
  ['g', /^ng(?=[eiy])/g, 'nG'],
  ['g', /gh|g(?:ou|w|u)(?=[eiy])/g, 'G'],
  ['g', /g(?=[eiy])/g, 'J'],
  ['g', /g/g, 'G'],
  ['c', /cois/g, 'sois'],
  ['c', /c(?=[eiy])/g, 's'],
  ['', /ck|qu|[cq]/g, 'k'],
  ['x', /x/g, 'ks'],
  ['z', /z/g, 's'],
  ['n', /n(?=[bp])/g, 'm'],
  // Vowels: ou, u, w and o are written for each other; before another vowel they are half a consonant.
  ['u', /aou(?![aeiouwyh])/g, 'au'],
  ['', /ou|oo|w/g, 'u'],
  ['u', /e?au(?![aeiouyh])/g, 'o'],
  ['u', /o?eu(?![aeiouyh])/g, 'e'],
  ['u', /u(?=[aeiouy])/g, 'W'],
  ['u', /u/g, 'o'],
  ['y', /y/g, 'i'],
  ['h', /h/g, ''],
  ['', /(.)\1+/g, '$1'],
  ['', /(?:[ae]i|ae)(?![aeio])/g, 'e'],
  // What French does not say at the end.
  ['s', /(?<=[^aeio])es$/, ''],
  ['s', /(?<=i)s$/, ''],
  ['', /(?<=[nr])[dt]$/, ''],
  ['e', /(?<=.[^aeio]|i)e$/, ''],
];

/**
 * How each word of a part of a name sounds; names that sound alike have the same keys, however they are accented, hyphenated or
 * spelled: Mbarga and Mbargha, Ngo and Ngoh, Tchoua and Choua. Tones, nasal vowels, and vowels that no spelling confuses are told
 * apart, as Soundex does not: in Ngo, Nga and Ngué they are half of the name.
 */
export function soundsOf(text: string): readonly string[] {
  return wordsOf(text).map(soundOf);
}

/** How a part of a name of several words sounds when it is written in one; `undefined` where nobody does. */
export function joinedSound(text: string): string | undefined {
  const words = wordsOf(text);
  return words.length < 2 || words.length > joinedWordsMax ? undefined : soundOf(words.join('').slice(0, lettersMax));
}

function wordsOf(text: string): readonly string[] {
  const bounded = text.slice(0, wordsMax * lettersMax);
  const words = foldText(plainLetters.test(bounded) ? bounded : withoutSigns(bounded)).split(' ', wordsMax);
  return words.filter((word) => word !== '').map((word) => word.slice(0, lettersMax));
}

/** What most names are made of, and foldText reads alone. */
const plainLetters = /^[a-z -]*$/i;

function withoutSigns(text: string): string {
  return text
    .normalize('NFC')
    .replace(/['’‘ʼꞌ`]/g, '')
    .replace(/ç/gi, 's');
}

/** A word of other letters than those of the rules sounds as it is written. */
function soundOf(word: string): string {
  if (!/^[a-z]+$/.test(word)) return word;
  let heard = word;
  for (const [letter, spelling, sound] of spellings) {
    // Most words have none of it, which this tells sooner.
    if (letter === '' || heard.includes(letter)) heard = heard.replace(spelling, sound);
  }
  return heard === '' ? word : heard;
}
