/** What a hospital says of itself in its privacy notice; '' and 0 where nobody said it. */
export interface NoticeSettings {
  readonly privacyResponsible: string;
  readonly privacyAddress: string;
  readonly privacyContact: string;
  readonly privacyAuthority: string;
  readonly privacyRecordYears: number;
}

/** The facts of a notice, with what the program knows by itself. */
export interface NoticeFacts extends NoticeSettings {
  /** The name of the site, and that of its hub. */
  readonly site: string;
  readonly hub: string;
}

/** Settings without which a notice leaves out what the law wants said. */
export const wantedSettings = ['privacyAddress', 'privacyContact', 'privacyAuthority', 'privacyRecordYears'] as const;

/** The names of settings that are missing; the administrator is told, patients are never shown a gap (rule R40). */
export function missingOf(settings: Readonly<Partial<Record<keyof NoticeSettings, unknown>>>): readonly string[] {
  return wantedSettings.filter((name) => {
    const value = settings[name];
    return value === undefined || value === 0 || (typeof value === 'string' && value.trim() === '');
  });
}
