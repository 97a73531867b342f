/** What resources are labelled with; of a canonical `code` is all of it. */
export interface Label {
  readonly system: string;
  readonly code: string;
}

/** The labels of many resources, each once. */
export type Labels = Readonly<Record<'profile' | 'security' | 'tag', readonly Label[]>>;
