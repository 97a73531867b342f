/** The ops page's words in French; English must have the same keys. */
export const fr = {
  'app.note': 'Exploitation régionale, au central',
} as const;
