import { randomInt } from 'node:crypto';

const words = ['mangue', 'kribi', 'baobab', 'benoue', 'manioc', 'ndole', 'sanaga', 'lagdo', 'kapok', 'safou', 'wouri'];

/** A password that is easy to type from a screen; good for a demo that listens on loopback, and for nothing else. */
export function newDemoPassword(): string {
  const word = () => words[randomInt(words.length)] ?? '';
  return `${word()}-${randomInt(1000, 10_000)}-${word()}`;
}
