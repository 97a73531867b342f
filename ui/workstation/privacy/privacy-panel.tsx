import type { JSX } from 'preact';
import { hasDuty } from '../../../record/access.js';
import type { Role } from '../../../record/role.js';
import { CopySection } from './copy-section.js';
import { CorrectionsSection } from './corrections-section.js';
import './privacy.css';
import { RequestsSection } from './requests-section.js';

/** What a patient may ask about their record, each as far as somebody's role goes. */
export function PrivacyPanel(props: { readonly patientId: string; readonly role: Role }): JSX.Element {
  const { patientId, role } = props;
  return (
    <div class="stack">
      {hasDuty(role, 'copy-record') && <CopySection patientId={patientId} />}
      {hasDuty(role, 'note-rectification') && (
        <RequestsSection patientId={patientId} mayAnswer={hasDuty(role, 'answer-rectification')} />
      )}
      <CorrectionsSection patientId={patientId} />
    </div>
  );
}
