import { asText, type Elements, valuesAt } from '../elements.js';
import { foldText } from '../fold.js';
import { jaroWinkler } from './jaro-winkler.js';
import { patientName } from './patient-name.js';
import { areAtOdds, type PersonMarks, personMarks } from './same-person.js';

/** What of a Patient is compared. */
export interface MatchMarks extends PersonMarks {
  readonly family: readonly string[];
  readonly given: readonly string[];
  /** The digits of telephone numbers, without the country's code. */
  readonly telephones: readonly string[];
}

/** FHIR R4 `match-grade`; who is certainly somebody else is not told. */
export type MatchGrade = 'certain' | 'probable' | 'possible';

export interface Match {
  /** How likely both are one person, from 0 to 1, four decimals. */
  readonly score: number;
  readonly grade: MatchGrade;
}

/** How often two records agree so: of one person, and of two people taken by chance. */
interface Level {
  readonly ofOne: number;
  readonly ofTwo: number;
}

/**
 * The levels of agreement of each mark. `ofTwo` follows from how many values there are (a day of birth: 60 years of days; a sex: two;
 * an identifier: practically one each); `ofOne` from how often a mark is written otherwise at another visit, of which
 * registers in the region have about a tenth. A household shares its telephone, hence one in a thousand.
 */
const levels = {
  identifier: { same: { ofOne: 0.95, ofTwo: 0.00001 }, other: { ofOne: 0.05, ofTwo: 0.99999 } },
  family: {
    same: { ofOne: 0.85, ofTwo: 0.005 },
    alike: { ofOne: 0.1, ofTwo: 0.01 },
    other: { ofOne: 0.05, ofTwo: 0.985 },
  },
  given: {
    same: { ofOne: 0.8, ofTwo: 0.01 },
    alike: { ofOne: 0.12, ofTwo: 0.02 },
    other: { ofOne: 0.08, ofTwo: 0.97 },
  },
  birthDate: {
    same: { ofOne: 0.86, ofTwo: 0.00005 },
    /** Day and month exchanged, or one digit another one. */
    slip: { ofOne: 0.06, ofTwo: 0.002 },
    /** All that one of both says; or the first of January, which stands for a year. */
    period: { ofOne: 0.86, ofTwo: 0.02 },
    other: { ofOne: 0.08, ofTwo: 0.98 },
  },
  gender: { same: { ofOne: 0.98, ofTwo: 0.5 }, other: { ofOne: 0.02, ofTwo: 0.5 } },
  telephone: { same: { ofOne: 0.6, ofTwo: 0.001 }, other: { ofOne: 0.4, ofTwo: 0.999 } },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Level>>>>;

/** Before anything is compared: that one record of a hundred thousand is the person. */
const priorBits = -Math.log2(100_000);
/** From this likeness on a word is a spelling of the other one. */
const alikeMin = 0.88;
const probableMin = 0.9;
/** Who is less likely is not told. */
const possibleMin = 0.2;
const certainMin = 0.99;
const telephoneDigitsMin = 8;
const nationalDigits = 9;
const countryCode = '237';

export function matchMarks(patient: Elements): MatchMarks {
  const { family, given } = patientName(patient);
  const telecom = valuesAt(patient, 'telecom').filter((item) => (item as Elements)?.['system'] !== 'email');
  return {
    ...personMarks(patient),
    family: wordsOf(family),
    given: wordsOf(given),
    telephones: telecom.flatMap((item) => {
      const digits = (asText((item as Elements)?.['value']) ?? '').replace(/\D/g, '');
      if (digits.length < telephoneDigitsMin) return [];
      return [
        digits.length > nationalDigits && digits.startsWith(countryCode) ? digits.slice(countryCode.length) : digits,
      ];
    }),
  };
}

/**
 * How likely two records are of one person, by the model of I. P. Fellegi and A. B. Sunter (*A Theory for Record
 * Linkage*, Journal of the American Statistical Association 64, 1969, §2): each mark that both records have adds the logarithm
 * of how often it agrees so in records of one person over how often in those of two; a mark that one of them lacks adds
 * nothing. With the odds before any comparison this is the logarithm of the odds that both are one, of which the score is
 * the probability. Nothing is random or learnt: the same two records have the same score at every node.
 *
 * Certain is only who has an identifier in common that names one person, and nothing that cannot be (rule F83); however
 * likely, names and days alone are at most probable. `undefined`: not worth a look.
 */
export function matchOf(left: MatchMarks, right: MatchMarks): Match | undefined {
  const compared = [
    identifierLevel(left, right),
    ...nameLevels(left, right),
    birthDateLevel(left.birthDate, right.birthDate),
    genderLevel(left.gender, right.gender),
    telephoneLevel(left.telephones, right.telephones),
  ];
  const bits = compared.reduce((sum, level) => sum + bitsOf(level), priorBits);
  const score = Math.round(10_000 / (1 + 2 ** -bits)) / 10_000;
  const shares = compared[0] === levels.identifier.same;
  if (areAtOdds(left, right)) return shares || score >= possibleMin ? { score, grade: 'possible' } : undefined;
  if (shares && score >= certainMin) return { score, grade: 'certain' };
  if (score >= probableMin) return { score, grade: 'probable' };
  return shares || score >= possibleMin ? { score, grade: 'possible' } : undefined;
}

/** Twice as likely of one person as of two is one bit. */
function bitsOf(level: Level | undefined): number {
  return level === undefined ? 0 : Math.log2(level.ofOne / level.ofTwo);
}

/** Only identifiers of one system say anything of each other. */
function identifierLevel(left: PersonMarks, right: PersonMarks): Level | undefined {
  let level: Level | undefined;
  for (const { system, value } of left.identifiers) {
    for (const other of right.identifiers) {
      if (other.system !== system) continue;
      if (other.value === value) return levels.identifier.same;
      level = levels.identifier.other;
    }
  }
  return level;
}

/** Names as they stand, or with family and given names exchanged, whichever says more. */
function nameLevels(left: MatchMarks, right: MatchMarks): readonly (Level | undefined)[] {
  const straight = [
    wordLevel(left.family, right.family, levels.family),
    wordLevel(left.given, right.given, levels.given),
  ];
  const crossed = [
    wordLevel(left.family, right.given, levels.given),
    wordLevel(left.given, right.family, levels.given),
  ];
  const bits = (pair: readonly (Level | undefined)[]) => pair.reduce((sum, level) => sum + bitsOf(level), 0);
  // One exchange is one more thing that must have gone wrong.
  return bits(crossed) > bits(straight) + 2 ? crossed : straight;
}

/** By the words that are most alike: people give some of their names. */
function wordLevel(
  left: readonly string[],
  right: readonly string[],
  { same, alike, other }: { readonly same: Level; readonly alike: Level; readonly other: Level },
): Level | undefined {
  if (left.length === 0 || right.length === 0) return undefined;
  const likeness = Math.max(...left.flatMap((word) => right.map((each) => jaroWinkler(word, each))));
  if (likeness === 1) return same;
  return likeness >= alikeMin ? alike : other;
}

function birthDateLevel(left = '', right = ''): Level | undefined {
  const { same, slip, period, other } = levels.birthDate;
  if (left === '' || right === '') return undefined;
  const length = Math.min(left.length, right.length);
  if (left.slice(0, length) === right.slice(0, length)) return length < 10 || left.endsWith('-01-01') ? period : same;
  if (isEstimated(left) || isEstimated(right)) return left.slice(0, 4) === right.slice(0, 4) ? period : other;
  if (length < 10) return other;
  const digits = [...left].filter((digit, index) => digit !== right[index]).length;
  const exchanged = `${right.slice(0, 5)}${right.slice(8)}-${right.slice(5, 7)}`;
  return digits === 1 || left === exchanged ? slip : other;
}

function isEstimated(date: string): boolean {
  return date.length === 4 || date.endsWith('-01-01');
}

function genderLevel(left: string | undefined, right: string | undefined): Level | undefined {
  const isKnown = (gender: string | undefined) => gender === 'male' || gender === 'female';
  if (!isKnown(left) || !isKnown(right)) return undefined;
  return left === right ? levels.gender.same : levels.gender.other;
}

function telephoneLevel(left: readonly string[], right: readonly string[]): Level | undefined {
  if (left.length === 0 || right.length === 0) return undefined;
  return left.some((number) => right.includes(number)) ? levels.telephone.same : levels.telephone.other;
}

/** Without single letters, which many names have in common once they are folded: `Ngo’o`. */
function wordsOf(name: string): readonly string[] {
  return foldText(name)
    .split(' ')
    .filter((word) => word.length > 1);
}
