import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { hasDuty } from '../../../record/access.js';
import type { AllergyItem } from '../../../record/summary.js';
import { Banner } from '../../kit/banner.js';
import { Button, LinkButton } from '../../kit/button.js';
import { formatDate, formatTime } from '../../kit/i18n/format.js';
import { lazyPart } from '../../kit/lazy.js';
import { goTo, hrefOf } from '../../kit/router.js';
import type { Session } from '../../kit/session/session.js';
import { FailureState, Loading } from '../../kit/states.js';
import { useStore } from '../../kit/store.js';
import type { CareNoticeProps } from '../care/care-notice.js';
import type { LooksProps } from '../care/looks.js';
import { OpenTag } from '../care/open-tag.js';
import { type LiveCare, useCare } from '../care/use-care.js';
import { openConflictsStore } from '../conflicts/open-conflicts.js';
import { kindText } from '../conflicts/title.js';
import { patientName } from '../patient/describe.js';
import { PatientBanner } from '../patient/patient-banner.js';
import { CopyComing, CopyNotice } from '../remote/copy-notice.js';
import { noteRecent } from '../shell/recent.js';
import { siteNameStore } from '../shell/site-name.js';
import { usePrivacyWords } from '../words/use-privacy-words.js';
import { useWords } from '../words/use-words.js';
import { ChartPanel } from './chart-panel.js';
import { AllergiesSection, MedicationSection, ProblemsSection } from './list-sections.js';
import { type Chart, summaryOf } from './load-chart.js';
import { permissionsOf } from './permissions.js';
import { ChartContext } from './section.js';
import { type LiveChart, useChart } from './use-chart.js';
import { ReferralsSection, VisitsSection } from './visits-section.js';
import { VitalsSection } from './vitals-section.js';

const Looks = lazyPart<LooksProps>(async () => (await import('../care/looks.js')).Looks);
const CareNotice = lazyPart<CareNoticeProps>(async () => (await import('../care/care-notice.js')).CareNotice);

/** The chart of a patient, with the form that is being filled in beside it. `path` names the panel. */
export function ChartPage(props: {
  readonly patientId: string;
  readonly path: readonly string[];
  readonly session: Session;
}): JSX.Element {
  const words = useWords();
  const { patientId, path, session } = props;
  const { chart, arrived, reload } = useChart(patientId, session.role);
  const care = useCare(patientId, reload);
  useEffect(() => {
    if (chart.kind !== 'ready') return;
    const { resource } = chart.value.patient;
    noteRecent({ id: resource.id ?? '', name: patientName(words, resource) });
  }, [chart]);
  if (chart.kind !== 'ready') return <NotYet {...{ patientId, chart, reload }} />;
  const { looks = [], state, until = '' } = care.standing ?? {};
  const open = path[0] !== undefined && path[0] !== '';
  return (
    <ChartContext.Provider
      value={{ patientId, arrived, mayChangeAllergies: permissionsOf(session.role).changeAllergy }}
    >
      <main id="content" class={`chart-page ${open ? 'with-panel' : ''}`} tabIndex={-1}>
        <PatientBanner patient={chart.value.patient.resource} allergies={allergiesShown(chart.value)}>
          {state === 'opened' && <OpenTag until={until} />}
        </PatientBanner>
        <div class="chart-body">
          <div class="chart">
            <Care {...{ patientId, session, care }} />
            <ChartActions {...{ patientId, session }} isOutside={state === 'outside'} />
            <Arrived count={arrived.size} />
            <CopyNotice patientId={patientId} />
            <ConflictNews patientId={patientId} />
            <Summary chart={chart.value} />
            {looks.length > 0 && <Looks looks={looks} />}
            <PrintFoot />
          </div>
          {open && (
            <ChartPanel
              key={path.join('/')}
              path={path}
              chart={chart.value}
              session={session}
              onSaved={async () => {
                await reload();
                goTo(hrefOf('patient', patientId));
              }}
            />
          )}
        </div>
      </main>
    </ChartContext.Provider>
  );
}

function NotYet(props: {
  readonly patientId: string;
  readonly chart: Exclude<LiveChart['chart'], { readonly kind: 'ready' }>;
  readonly reload: () => Promise<void>;
}): JSX.Element {
  const { patientId, chart, reload } = props;
  return (
    <main id="content" tabIndex={-1}>
      {chart.kind === 'loading' ? (
        <Loading />
      ) : (
        <>
          <CopyComing patientId={patientId} />
          <FailureState failure={chart.failure} onRetry={reload} />
        </>
      )}
    </main>
  );
}

/** Nothing where all is as it is most often: somebody of this hospital's patients. */
function Care(props: {
  readonly patientId: string;
  readonly session: Session;
  readonly care: LiveCare;
}): JSX.Element | null {
  const { standing, look } = props.care;
  if (standing === undefined || standing.state === 'cared-for') return null;
  return <CareNotice {...props} standing={standing} onActed={look} />;
}

/** Those of the banner: none to show is not the same as none recorded. */
function allergiesShown(chart: Chart): readonly AllergyItem[] | undefined {
  const { allergies: part } = chart;
  if (part.kind !== 'ready') return undefined;
  const { allergies } = summaryOf(chart, Date.now());
  return allergies.length === 0 && part.restricted > 0 ? undefined : allergies;
}

function Summary({ chart }: { readonly chart: Chart }): JSX.Element {
  const words = useWords();
  const summary = summaryOf(chart, Date.now());
  const ids = (items: readonly { readonly id: string }[]) => new Set(items.map((item) => item.id));
  return (
    <>
      {chart.conditions.kind === 'restricted' && <Banner tone="information" title={words.t('chart.restricted')} />}
      <div class="summary">
        <div class="summary-column">
          <AllergiesSection part={chart.allergies} current={ids(summary.allergies)} />
          <ProblemsSection part={chart.conditions} current={ids(summary.problems)} />
          <MedicationSection part={chart.medication} current={ids(summary.medication)} />
          <ReferralsSection part={chart.referrals} />
        </div>
        <div class="summary-column">
          <VitalsSection part={chart.observations} vitals={summary.vitals} patient={chart.patient.resource} />
          <VisitsSection chart={chart} />
        </div>
      </div>
    </>
  );
}

/** The questions about this patient that wait for a person. */
function ConflictNews({ patientId }: { readonly patientId: string }): JSX.Element | null {
  const words = useWords();
  const open = useStore(openConflictsStore).filter(({ patient }) => patient === patientId);
  if (open.length === 0) return null;
  return (
    <div class="screen-only chart-news">
      <Banner tone="warning" title={words.count('conflict.chart', open.length)}>
        <p>{words.t('conflict.safe')}</p>
        <ul>
          {open.map(({ task, resource }) => (
            <li key={task}>
              <a href={hrefOf('conflicts', task)}>
                {words.t('conflict.decide', { kind: kindText(words, resource.type) })}
              </a>
            </li>
          ))}
        </ul>
      </Banner>
    </div>
  );
}

/** Always present, so that an arrival is spoken. */
function Arrived({ count }: { readonly count: number }): JSX.Element {
  const words = useWords();
  return (
    <div aria-live="polite" class="screen-only">
      {count > 0 && <Banner tone="information" title={words.count('chart.arrived', count)} />}
    </div>
  );
}

function ChartActions(props: {
  readonly patientId: string;
  readonly session: Session;
  /** Of whom nothing is written but who they are. */
  readonly isOutside: boolean;
}): JSX.Element {
  const words = useWords();
  const privacyWords = usePrivacyWords();
  const { patientId, session, isOutside } = props;
  const may = permissionsOf(session.role);
  const to = (page: string) => hrefOf('patient', patientId, page);
  return (
    <div class="actions chart-actions screen-only">
      {may.visit && !isOutside && (
        <LinkButton href={to('visit')} icon="visit" look="main">
          {words.t('chart.visit')}
        </LinkButton>
      )}
      {may.allergy && !isOutside && (
        <LinkButton href={to('allergy')} icon="allergy">
          {words.t('chart.allergy')}
        </LinkButton>
      )}
      {may.refer && !isOutside && (
        <LinkButton href={to('referral')} icon="transfer">
          {words.t('chart.refer')}
        </LinkButton>
      )}
      {may.edit && (
        <LinkButton href={to('edit')} icon="edit">
          {words.t('chart.edit')}
        </LinkButton>
      )}
      {may.edit && (
        <LinkButton href={`${hrefOf('register')}?mother=${encodeURIComponent(patientId)}`} icon="personPlus">
          {words.t('chart.newborn')}
        </LinkButton>
      )}
      {!isOutside && hasDuty(session.role, 'note-rectification') && (
        <LinkButton href={to('privacy')} icon="eye">
          {privacyWords.t('privacy.link')}
        </LinkButton>
      )}
      <Button icon="print" onClick={() => print()}>
        {words.t('chart.print')}
      </Button>
    </div>
  );
}

function PrintFoot(): JSX.Element {
  const words = useWords();
  const site = useStore(siteNameStore);
  const now = new Date();
  return (
    <p class="print-only small">
      {words.t('chart.printedAt', {
        date: formatDate(words.language, now.toISOString()),
        time: formatTime(words.language, now.getTime()),
        site,
      })}
    </p>
  );
}
