export const dayMilliseconds = 24 * 60 * 60 * 1000;
const offsetMilliseconds = 60 * 60 * 1000;

/** A FHIR dateTime in the one time zone of Cameroon, UTC+1 all the year. */
export function localDateTime(milliseconds: number): string {
  return `${new Date(milliseconds + offsetMilliseconds).toISOString().slice(0, 19)}+01:00`;
}

/** A FHIR date in Cameroon. */
export function localDate(milliseconds: number): string {
  return localDateTime(milliseconds).slice(0, 10);
}

/** The month in Cameroon, 1–12. */
export function localMonth(milliseconds: number): number {
  return Number(localDateTime(milliseconds).slice(5, 7));
}

/** The same day at a time of opening hours: `minute` after half past seven in Cameroon. */
export function atOpeningHours(milliseconds: number, minute: number): number {
  const midnight =
    Math.floor((milliseconds + offsetMilliseconds) / dayMilliseconds) * dayMilliseconds - offsetMilliseconds;
  return midnight + (7 * 60 + 30 + minute) * 60_000;
}
