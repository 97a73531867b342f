import type { JSX } from 'preact';
import { hasDuty } from '../../../record/access.js';
import type { Role } from '../../../record/role.js';
import { goTo, hrefOf } from '../../kit/router.js';
import { Restriction } from '../care/restriction.js';
import { useCare } from '../care/use-care.js';
import { CopySection } from './copy-section.js';
import { CorrectionsSection } from './corrections-section.js';
import './privacy.css';
import { RequestsSection } from './requests-section.js';

/** The chart behind the panel hears of it by itself. */
const nothingElse = async () => {};

/** What a patient may ask about their record, each as far as somebody's role goes. */
export function PrivacyPanel(props: { readonly patientId: string; readonly role: Role }): JSX.Element {
  const { patientId, role } = props;
  const { standing, look } = useCare(patientId, nothingElse);
  const acted = async () => {
    await look();
    // On a telephone the panel lies over the notice that now stands on the chart.
    goTo(hrefOf('patient', patientId));
  };
  // Where nobody cares for them, or the record is restricted, the chart itself says so and offers it.
  const mayBegin = standing?.state === 'cared-for' && standing.mayRestrict;
  return (
    <div class="stack">
      {mayBegin && (
        <div data-privacy="restriction">
          <Restriction patientId={patientId} isRestricted={false} onActed={acted} />
        </div>
      )}
      {hasDuty(role, 'copy-record') && <CopySection patientId={patientId} />}
      {hasDuty(role, 'note-rectification') && (
        <RequestsSection patientId={patientId} mayAnswer={hasDuty(role, 'answer-rectification')} />
      )}
      <CorrectionsSection patientId={patientId} />
    </div>
  );
}
