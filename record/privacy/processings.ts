/** What a hospital does with personal data, as its register lists it. */
export const processings = ['care', 'billing', 'staff', 'sign-in', 'audit', 'exchange', 'figures'] as const;
export type Processing = (typeof processings)[number];
