/** Why a PIN is not taken: a closed list. */
export type PinFault = 'form' | 'obvious';

/** Lines of a keypad, and what surveys of PINs find most often beside dates and runs (Bonneau et al., FC 2012). */
const common: ReadonlySet<string> = new Set([
  '2580',
  '0852',
  '1470',
  '0741',
  '3690',
  '0963',
  '1379',
  '159753',
  '147258',
]);

/**
 * What is wrong with a PIN that a person chose; `undefined` where nothing is. Three are tried at most before more is asked, so
 * that what counts is that the first guesses of somebody who knows the person fail: no digit or group over and over, no run,
 * no year and no date of a life.
 */
export function pinFault(pin: string): PinFault | undefined {
  if (!/^\d{4,8}$/.test(pin)) return 'form';
  const isObvious = isRepeated(pin) || isRun(pin) || isYear(pin) || isDate(pin) || common.has(pin);
  return isObvious ? 'obvious' : undefined;
}

/** 0000, 1212, 123123. */
function isRepeated(pin: string): boolean {
  return /^(\d{1,4})\1+$/.test(pin) || /^(\d)\1+(\d)\2+$/.test(pin);
}

/** 1234, 4321, 2468, 7890: each digit as far from the one before. */
function isRun(pin: string): boolean {
  const digits = [...pin].map(Number);
  const steps = digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10);
  return steps.every((step) => step === steps[0]);
}

/** 1900 to 2099. */
function isYear(pin: string): boolean {
  return /^(19|20)\d\d$/.test(pin);
}

/** Day and month, either first, with or without the year, two digits or four, at either end. */
function isDate(pin: string): boolean {
  const day = '(0[1-9]|[12]\\d|3[01])';
  const month = '(0[1-9]|1[0-2])';
  const year = '((19|20)?\\d\\d)';
  const dayMonth = `(${day}${month}|${month}${day})`;
  return new RegExp(`^(${dayMonth}|${dayMonth}${year}|${year}${dayMonth})$`).test(pin);
}
