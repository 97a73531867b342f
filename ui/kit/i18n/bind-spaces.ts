/** Signs that French sets apart by a space from the word before them. */
const apart = / (?=[;:?!»%])|(?<=«) /g;

/** A number and what it counts: `604 ms`, `23 h`, `5,4 Mo`. */
const counted = /(?<=\d) (?=(?:ms|s|min|h|j|d|%|o|[kMGT]o|B|[kMGT]B|Mbit\/s)(?![\p{L}\d]))/gu;

/** A text whose lines break nowhere between a word and its sign, nor between a number and its unit. */
export function bindSpaces(text: string): string {
  return text.replace(apart, '\u00a0').replace(counted, '\u00a0');
}
