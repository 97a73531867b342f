/** What a password is made of, as far as it says how soon it is guessed. */
export interface PasswordScore {
  /** 0 (at once) to 4. */
  readonly score: number;
  /** It holds one of the words that those who know the person would try. */
  readonly isNamed: boolean;
  /** Most of it is one thing that others would try: a common word, a row of keys or digits, a repetition, a date. */
  readonly isUsual: boolean;
}

/**
 * How well a password stands up to who guesses by lists, by zxcvbn (Wheeler, USENIX Security 2016) with
 * common passwords, French and English words, names, keyboards and dates. Loads some 40 MB of lists.
 * @param words what those who know the person would try first: their names, their hospital's
 */
export async function scorePassword(password: string, words: readonly string[]): Promise<PasswordScore> {
  const [{ ZxcvbnFactory }, common, french] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-fr'),
  ]);
  const dictionary = { ...common.dictionary, ...french.dictionary };
  const factory = new ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs });
  const { score, sequence } = factory.check(password, [...words]);
  const isNamed = holdsAny(password, words) || sequence.some(({ dictionaryName }) => dictionaryName === 'userInputs');
  const isUsual = sequence.some(
    ({ pattern, token }) => pattern !== 'bruteforce' && pattern !== 'separator' && 2 * token.length > password.length,
  );
  return { score, isNamed, isUsual };
}

/** Shorter ones are within many words. */
const wordCharactersMin = 4;

/** A name that is repeated is a repetition to zxcvbn, and no name any more. */
function holdsAny(password: string, words: readonly string[]): boolean {
  const lower = password.toLowerCase();
  return words.some((word) => word.length >= wordCharactersMin && lower.includes(word.toLowerCase()));
}
