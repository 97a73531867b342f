/** What may be unusual of a sign-in: a closed list. */
export const signInReasons = [
  /** At a time of day at which this person does not come. */
  'hour',
  /** From an address that this person never used. */
  'place',
  /** From two places at nearly the same time, or very often. */
  'pace',
  /** Wrong passwords for many accounts from one address; of nobody in particular. */
  'accounts',
  /** So many wrong passwords for one account that no more are judged for a while; nobody came. */
  'guesses',
] as const;

export type SignInReason = (typeof signInReasons)[number];

/** What its person says of a sign-in. */
export const signInAnswers = ['mine', 'not-mine'] as const;

export type SignInAnswer = (typeof signInAnswers)[number];

export function isSignInAnswer(value: unknown): value is SignInAnswer {
  return signInAnswers.some((each) => each === value);
}

/** The words of a list that was kept; what is not known is left out. */
export function readReasons(text: string): readonly SignInReason[] {
  const words = text.split(' ');
  return signInReasons.filter((each) => words.includes(each));
}

/** When and from where somebody signed in. */
export interface SignIn {
  /** Milliseconds since 1970. */
  readonly milliseconds: number;
  /** Of the network, as the program sees it. */
  readonly address: string;
}
