import type { ComponentChildren, JSX } from 'preact';
import { selfTestWords } from '../../../protocol/facts/self-test.js';
import { formatBytes } from '../../kit/i18n/bytes.js';
import { formatDate, formatNumber } from '../../kit/i18n/format.js';
import { Icon } from '../../kit/icon.js';
import type { Facts } from '../fleet/facts.js';
import { ageText } from '../sites/age-text.js';
import { Fact } from '../sites/fact.js';
import { Moment } from '../sites/moment.js';
import { type OpsWords, useWords } from '../words/use-words.js';
import { attentionTo, type FactName, upsWord } from './attention.js';
import { BackupList } from './backup-list.js';
import { UpgradeFact } from './upgrade-fact.js';
import { VersionFact } from './version-fact.js';

/** The box of a site: certificate, disk, power, clock, version, last backup and last drill. */
export function FactsSection(props: {
  readonly facts: Facts | undefined;
  readonly nowMilliseconds: number;
}): JSX.Element {
  const words = useWords();
  const { facts, nowMilliseconds: now } = props;
  if (!facts) {
    return (
      <section class="facts">
        <h3>{words.t('facts.title')}</h3>
        <p class="soft small">{words.t('facts.none')}</p>
      </section>
    );
  }
  const wanted = attentionTo(facts, now);
  const fact = (name: FactName, children: ComponentChildren) => (
    <Fact label={words.t(`facts.${name}`)}>
      {children}
      {wanted.has(name) && (
        <span class="fact-attention small">
          <Icon name="alert" /> {words.t('facts.attention')}
        </span>
      )}
    </Fact>
  );
  const never = words.t('facts.never');
  return (
    <section class="facts">
      <h3>{words.t('facts.title')}</h3>
      <dl>
        {fact('certificate', certificateText(words, facts, now))}
        {fact('disk', diskText(words, facts))}
        {fact('ups', upsText(words, facts))}
        {fact('clock', clockText(words, facts))}
        {fact('backup', facts.backupAt === undefined ? never : <Moment at={facts.backupAt} />)}
        {fact('drill', facts.drillAt === undefined ? never : <Moment at={facts.drillAt} />)}
        {fact('selfTest', <SelfTest facts={facts} />)}
        {facts.memoryFreeBytes !== undefined && (
          <Fact label={words.t('facts.memory')}>{formatBytes(words.language, facts.memoryFreeBytes)}</Fact>
        )}
        <Fact label={words.t('facts.version')}>
          <VersionFact facts={facts} />
        </Fact>
        {fact('upgrade', <UpgradeFact facts={facts} />)}
      </dl>
      <BackupList backups={facts.backups} />
      {facts.at !== undefined && (
        <p class="soft small">
          {words.t('facts.at')} <Moment at={facts.at} />
        </p>
      )}
    </section>
  );
}

/** When the box last looked at itself, and what it found. */
function SelfTest({ facts: { selfTest } }: { readonly facts: Facts }): JSX.Element {
  const words = useWords();
  if (!selfTest) return <>{words.t('facts.never')}</>;
  const found = selfTest.found.map((check) => selfTestWords[check][words.language]).join(', ');
  return (
    <>
      <Moment at={selfTest.at} />
      <span class="under">
        {found === '' ? words.t('facts.selfTestWell') : words.t('facts.selfTestFound', { found })}
      </span>
    </>
  );
}

function certificateText(words: OpsWords, { certificateExpiresAt: at }: Facts, now: number): string {
  if (at === undefined) return words.t('facts.unknown');
  const date = formatDate(words.language, new Date(at).toISOString());
  return words.t(at < now ? 'facts.certificateOver' : 'facts.certificateUntil', { date });
}

function diskText(words: OpsWords, { diskFreeBytes: free, diskTotalBytes: total }: Facts): string {
  if (free === undefined || total === undefined || total === 0) return words.t('facts.unknown');
  return words.t('facts.diskFree', {
    free: formatBytes(words.language, free),
    total: formatBytes(words.language, total),
    percent: formatNumber(words.language, Math.floor((free / total) * 100)),
  });
}

function upsText(words: OpsWords, { ups }: Facts): string {
  if (!ups) return words.t('facts.upsNone');
  const known = upsWord(ups.state);
  const state = known ? words.t(`facts.ups.${known}`) : ups.state;
  if (ups.chargePercent === undefined) return state;
  return `${state}, ${words.t('facts.upsCharge', { percent: formatNumber(words.language, ups.chargePercent) })}`;
}

/** Less is no news. */
const offsetMillisecondsMin = 1_000;

function clockText(words: OpsWords, { clockState, clockOffsetMilliseconds: offset }: Facts): string {
  if (clockState === undefined) return words.t('facts.unknown');
  const state = words.t(clockState === 'sure' ? 'facts.clockSure' : 'facts.clockUnsure');
  if (offset === undefined || Math.abs(offset) < offsetMillisecondsMin) return state;
  return `${state}, ${words.t('facts.clockOffset', { age: ageText(words.language, Math.abs(offset)) })}`;
}
