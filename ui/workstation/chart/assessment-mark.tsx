import type { JSX } from 'preact';
import { type Assessment, assessmentArrows, assessmentWords } from '../../../record/clinical/assess.js';
import { useWords } from '../words/use-words.js';

/** ↑ ↑↑ ↓ ↓↓ with the word for it; nothing for a normal value. */
export function AssessmentMark({ assessment }: { readonly assessment: Assessment | undefined }): JSX.Element | null {
  const { language } = useWords();
  if (assessment === undefined || assessment === 'normal') return null;
  const critical = assessment === 'critically-high' || assessment === 'critically-low';
  return (
    <span class={`assessment ${critical ? 'critical' : 'notable'}`}>
      <span aria-hidden="true">{assessmentArrows[assessment]}</span> {assessmentWords[assessment][language]}
    </span>
  );
}
