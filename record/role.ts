/** Who people are to Carnet (`record/access.ts` says what each may do). */
export const roles = [
  'reception',
  'nurse',
  'midwife',
  'doctor',
  'chief',
  'pharmacist',
  'lab',
  'admin',
  'ops',
  'authority',
] as const;

export type Role = (typeof roles)[number];
