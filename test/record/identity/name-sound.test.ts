import fc from 'fast-check';
import t from 'tap';
import { joinedSound, soundsOf } from '../../../record/identity/name-sound.js';
import { soundKeys } from '../../../record/search-sounds.js';

/** Each line: spellings of one name. */
const alike = [
  ...['Mbarga Mbargha', 'Ngo Ngoh Ngo’o', 'Tchoua Choua Shoua Tshoua', 'Éyébé Eyebe', 'N’Gono Ngono', 'Eba’a Eba'],
  ...['Djibril Jibril Gibril', 'Mohamed Mohammed Mouhamed', 'Youssouf Yusuf Yousouf', 'Ouamba Wamba', 'Kouame Kwamé'],
  ...['Fatou Fatu', 'Aïssatou Aissatu Ayssatou', 'Aïcha Aisha', 'Catherine Katherine', 'Philippe Filip Phillip'],
  ...['Stéphane Stefan', 'Georges George', 'Marie Mary', 'Cathy Kathy', 'Élisabeth Elizabeth', 'François Francois'],
  ...['Nguema Ngwema Ngouema', 'Daouda Dauda Dawda', 'Hamidou Amidou', 'Ekambi Ecambi', 'Ambassa Anbassa', 'Paul Pol'],
  ...['Essomba Esomba', 'Ndjock Njock', 'Louis Luis', 'Édouard Eduard Edward', 'Denis Dennis', 'Nyamien Gnamien'],
  ...['Christophe Kristof', 'Diallo Dyallo', 'Oumarou Umaru', 'Ibrahim Ibraim', 'Samuel Samouel', 'Wandji Ouandji'],
];
const apart = [
  ...[
    'Ngo Nga Ngué',
    'Mbarga Barga',
    'Onana Owona',
    'Fotso Foko',
    'Tchoua Toua',
    'Zé Zo Za',
    'Biya Baya',
    'Jean Jeannot',
  ],
  ...['Kamga Kamdem', 'Ateba Abeba', 'Talla Tella', 'Louis Louise', 'Mvondo Mvogo', 'Paul Paula', 'Simo Sima'],
];
const spellings = (line: string) => line.split(' ').map((word) => soundsOf(word).join());

t.test('[F144] spellings of one name sound alike, and names that differ do not', async (t) => {
  for (const line of alike) t.equal(new Set(spellings(line)).size, 1, `${line}: ${spellings(line)}`);
  for (const line of apart)
    t.equal(new Set(spellings(line)).size, line.split(' ').length, `${line}: ${spellings(line)}`);
});

t.test('[F144] accents, case, hyphens and apostrophes are never heard', async () => {
  const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
  const word = fc.array(letters, { minLength: 1, maxLength: 12 }).map((each) => each.join(''));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), fc.nat(11), (words, place) => {
      const plain = words.join(' ');
      const at = place % plain.length;
      const accented = plain.replace(/[aeiou]/g, (letter) => `${letter}\u0301`);
      const quoted = `${plain.slice(0, at)}’${plain.slice(at)}`;
      const heard = soundsOf(plain).join();
      const written = [plain.toUpperCase(), words.join('-'), accented, quoted, ` ${plain}, `];
      return heard !== '' && written.every((text) => soundsOf(text).join() === heard);
    }),
  );
});

t.test('[F144][F62] what is no word has no sound, other letters are as written, and a book has an end', async (t) => {
  t.strictSame(soundsOf(' - % '), []);
  t.strictSame(soundsOf('h'), ['h'], 'what nobody says is what is written');
  t.strictSame(soundsOf('محمد'), ['محمد']);
  t.strictSame(soundsOf('Ngo Bassong').length, 2);
  t.equal(joinedSound('Ngo Bassong'), soundsOf('Ngobassong')[0]);
  t.equal(joinedSound('Bassong'), undefined);
  t.equal(joinedSound('a b c d'), undefined);
  const book = soundsOf('mbarga '.repeat(100_000));
  t.equal(book.length, 16);
  t.ok(soundsOf('a'.repeat(1_000_000)).join('').length <= 40);
  t.ok(soundsOf('ab'.repeat(1_000_000)).join('').length <= 40);
});

t.test('[F144] of a name the family, the given and the whole, each word once', async (t) => {
  const name = { text: 'Jean Mbargha', family: 'Mbarga', given: ['Jean', 'Marie-Claire'], prefix: ['Dr'] };
  t.strictSame([...soundKeys(name)].sort(), [...soundsOf('Mbarga Jean Marie Claire Marieclaire')].sort());
  for (const item of [undefined, 'Mbarga', 7, [], { family: 7, given: 'x' }]) t.ok(soundKeys(item).length <= 1);
});
