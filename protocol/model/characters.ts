import { Problem } from '../problem.js';
import { type Decisions, mix } from './decisions.js';

const textMixer = 224;
const numberMixer = 232;
const numberCharacters = '0123456789.-+eE';
const endOfNumber = 15;
const charactersMax = 40;

/** Characters of a word that is new, each one byte (Latin 1 of UTF-8), predicted from the three before; 0 ends it. */
export function codeWord(decisions: Decisions, place: number, given: string): string {
  let word = '';
  let first = 0;
  let second = 0;
  let third = mix(place, 0x31);
  for (;;) {
    const wanted = word.length < given.length ? given.charCodeAt(word.length) : 0;
    const order1 = mix(0x41, first);
    const order2 = mix(order1, second);
    const order3 = mix(order2, third);
    let node = 1;
    for (let bits = 7; bits >= 0; bits -= 1) {
      const bit = (wanted >>> bits) & 1;
      const coded = decisions.mixed(mix(order1, node), mix(order2, node), mix(order3, node), textMixer + bits, bit);
      node = (node << 1) | coded;
    }
    const code = node & 0xff;
    if (code === 0) return word;
    if (word.length >= charactersMax) throw new Problem('batch-malformed', 'word too long');
    decisions.grow(1);
    word += String.fromCharCode(code);
    third = second;
    second = first;
    first = code;
  }
}

/** The characters of a number, predicted from all before them, in two contexts of where the number stands. */
export function codeNumber(decisions: Decisions, place: number, kind: number, given: string): string {
  let number = '';
  let before = 0x51;
  for (;;) {
    const last = number.length === 0 ? 0 : number.charCodeAt(number.length - 1);
    const wanted = number.length < given.length ? numberCharacters.indexOf(given[number.length] ?? '') : endOfNumber;
    const narrow = mix(mix(place, kind), before);
    const wide = mix(place, before);
    const loose = mix(mix(0x52, last), Math.min(number.length, 8));
    let node = 1;
    for (let bits = 3; bits >= 0; bits -= 1) {
      const bit = (wanted >>> bits) & 1;
      const coded = decisions.mixed(mix(narrow, node), mix(wide, node), mix(loose, node), numberMixer + bits, bit);
      node = (node << 1) | coded;
    }
    const code = node & 0xf;
    if (code === endOfNumber) return number;
    if (number.length >= charactersMax) throw new Problem('batch-malformed', 'number too long');
    decisions.grow(1);
    number += numberCharacters[code] ?? '';
    before = mix(before, code);
  }
}

/** Whether {@link codeNumber} can carry it. */
export function isPlainNumber(text: string): boolean {
  return text.length > 0 && text.length <= charactersMax && /^[0-9.+\-eE]+$/.test(text);
}
