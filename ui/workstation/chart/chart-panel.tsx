import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { Role } from '../../../record/role.js';
import { Failure } from '../../kit/http/failure.js';
import { lazyPart } from '../../kit/lazy.js';
import { Panel } from '../../kit/panel.js';
import { goTo, hrefOf } from '../../kit/router.js';
import type { Session } from '../../kit/session/session.js';
import { FailureState } from '../../kit/states.js';
import { usePrivacyWords } from '../words/use-privacy-words.js';
import { useWords } from '../words/use-words.js';
import type { Chart } from './load-chart.js';
import { ChartContext } from './section.js';

export interface ChartFormProps {
  readonly chart: Chart;
  readonly session: Session;
  readonly onSaved: () => Promise<void>;
}

// Forms bring their rules and pick lists with them; reading a chart needs none of it.
const AllergyPanel = lazyPart<ChartFormProps>(async () => (await import('../forms/allergy-panel.js')).AllergyPanel);
const AllergyChangePanel = lazyPart<ChartFormProps & { readonly id: string }>(
  async () => (await import('../forms/allergy-change-panel.js')).AllergyChangePanel,
);
const EditPanel = lazyPart<ChartFormProps>(async () => (await import('../forms/edit-panel.js')).EditPanel);
const ReferralPanel = lazyPart<ChartFormProps>(async () => (await import('../forms/referral-panel.js')).ReferralPanel);
const VisitPanel = lazyPart<ChartFormProps>(async () => (await import('../forms/visit-panel.js')).VisitPanel);
const HistoryPanel = lazyPart<{ readonly type: string; readonly id: string }>(
  async () => (await import('./history-panel.js')).HistoryPanel,
);

const PrivacyPanel = lazyPart<{ readonly patientId: string; readonly role: Role }>(
  async () => (await import('../privacy/privacy-panel.js')).PrivacyPanel,
);

/** The panel that the address names. */
export function ChartPanel(props: ChartFormProps & { readonly path: readonly string[] }): JSX.Element {
  const words = useWords();
  const privacyWords = usePrivacyWords();
  const { patientId } = useContext(ChartContext);
  const close = () => goTo(hrefOf('patient', patientId));
  const [page = '', type = '', id = ''] = props.path;
  switch (page) {
    case 'visit':
      return (
        <Panel title={words.t('visit.title')} onClose={close}>
          <VisitPanel {...props} />
        </Panel>
      );
    case 'allergy':
      return type !== '' ? (
        <Panel title={words.t('allergy.change.title')} onClose={close}>
          <AllergyChangePanel {...props} id={type} />
        </Panel>
      ) : (
        <Panel title={words.t('allergy.title')} onClose={close}>
          <AllergyPanel {...props} />
        </Panel>
      );
    case 'edit':
      return (
        <Panel title={words.t('edit.title')} onClose={close}>
          <EditPanel {...props} />
        </Panel>
      );
    case 'referral':
      return (
        <Panel title={words.t('referral.title')} onClose={close}>
          <ReferralPanel {...props} />
        </Panel>
      );
    case 'privacy':
      return (
        <Panel title={privacyWords.t('privacy.title')} onClose={close}>
          <PrivacyPanel patientId={patientId} role={props.session.role} />
        </Panel>
      );
    case 'history':
      return (
        <Panel title={words.t('chart.history')} onClose={close}>
          <HistoryPanel type={type} id={id} />
        </Panel>
      );
    default:
      return (
        <Panel title={words.t('failure.missing.title')} onClose={close}>
          <FailureState failure={new Failure('missing', 404)} />
        </Panel>
      );
  }
}
