import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../kit/button.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { Empty } from '../../kit/states.js';
import { Tag } from '../../kit/tag.js';
import { useOnce } from '../fhir/use-once.js';
import { useSave } from '../forms/use-save.js';
import { useConsoleWords } from '../words/use-console-words.js';
import './console.css';
import { type Approval, judgeApproval, listApprovals, removeApproval } from './console.js';
import { ConsoleFrame } from './console-frame.js';

/** Accounts and roles that one person gave, for the second one (rules N26 to N28). */
export function ApprovalsPage(): JSX.Element {
  const words = useConsoleWords();
  const [round, setRound] = useState(0);
  const loaded = useOnce(listApprovals, String(round));
  const again = () => setRound(round + 1);
  const title = words.t('approvals.title');
  return (
    <ConsoleFrame title={title} text={words.t('approvals.text')} loaded={loaded} onRetry={again}>
      {({ approvals }) => (
        <>
          {approvals.length === 0 && <Empty icon="check" title={words.t('approvals.none')} />}
          {approvals.map((approval) => (
            <ApprovalCard key={approval.user} approval={approval} onDone={again} />
          ))}
        </>
      )}
    </ConsoleFrame>
  );
}

function ApprovalCard({ approval, onDone }: { readonly approval: Approval; readonly onDone: () => void }): JSX.Element {
  const words = useConsoleWords();
  const saving = useSave();
  const { user, displayName, role, roleNow, by, isRefused, mayJudge } = approval;
  const at = formatDayAndTime(words.language, approval.at, Date.now());
  const asked =
    roleNow === null
      ? words.t('approvals.new', { role: words.t(`role.${role}`) })
      : words.t('approvals.role', { role: words.t(`role.${role}`), now: words.t(`role.${roleNow}`) });
  const run = (work: () => Promise<void>) =>
    void saving.run(async () => {
      await work();
      document.getElementById('content')?.focus();
      onDone();
    });
  return (
    <article class="unusual stack-small" aria-label={displayName}>
      <div class="row">
        <strong>{displayName}</strong>
        <span class="soft">{user}</span>
        {isRefused && <Tag tone="warning">{words.t('approvals.refused')}</Tag>}
      </div>
      <p>{asked}</p>
      <p class="soft">
        {words.t(by.kind === 'command-line' ? 'approvals.byBox' : 'approvals.by', { at, name: by.name })}
      </p>
      {saving.failure && <FailureBanner failure={saving.failure} />}
      {!mayJudge && <p>{words.t('approvals.other')}</p>}
      {mayJudge && (
        <div class="actions">
          {!isRefused && (
            <Button look="main" busy={saving.busy} onClick={() => run(() => judgeApproval(user, 'approved'))}>
              {words.t('approvals.approve')}
              <span class="unseen"> {displayName}</span>
            </Button>
          )}
          {!isRefused && (
            <Button busy={saving.busy} onClick={() => run(() => judgeApproval(user, 'refused'))}>
              {words.t('approvals.refuse')}
              <span class="unseen"> {displayName}</span>
            </Button>
          )}
          {isRefused && (
            <Button busy={saving.busy} onClick={() => run(() => removeApproval(user))}>
              {words.t('approvals.remove')}
              <span class="unseen"> {displayName}</span>
            </Button>
          )}
        </div>
      )}
    </article>
  );
}
