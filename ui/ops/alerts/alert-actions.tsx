import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Banner } from '../../kit/banner.js';
import { Button } from '../../kit/button.js';
import { TextField } from '../../kit/field.js';
import { useWords } from '../words/use-words.js';
import type { Alert } from './alerts.js';
import { type AlertAction, actOnAlert } from './alerts-store.js';

const silenceMinutes = [15, 60, 480, 1440] as const;
const noteCharactersMax = 500;

/** Take charge; silence and note behind one more step, so that the list stays short. */
export function AlertActions({ alert }: { readonly alert: Alert }): JSX.Element {
  const words = useWords();
  const [more, setMore] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const act = async (action: AlertAction) => {
    setBusy(true);
    try {
      await actOnAlert(alert.id, action);
      setFailed(false);
      return true;
    } catch {
      setFailed(true);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const name = <span class="unseen">, {words.t(`alert.${alert.kind}`)}</span>;
  return (
    <div class="alert-actions screen-only">
      <div class="row tight">
        {alert.acknowledgedBy === undefined && (
          <Button busy={busy} icon="check" onClick={() => void act({ kind: 'acknowledge' })}>
            {words.t('alerts.acknowledge')}
            {name}
          </Button>
        )}
        <Button look="plain" expanded={more} onClick={() => setMore(!more)}>
          {words.t('alerts.more')}
          {name}
        </Button>
      </div>
      {more && <SilenceAndNote alert={alert} busy={busy} act={act} />}
      {failed && <Banner tone="critical" announce title={words.t('alerts.actionFailed')} />}
    </div>
  );
}

function SilenceAndNote(props: {
  readonly alert: Alert;
  readonly busy: boolean;
  /** Whether the hub did it. */
  readonly act: (action: AlertAction) => Promise<boolean>;
}): JSX.Element {
  const words = useWords();
  const { alert, busy, act } = props;
  const [note, setNote] = useState('');
  const keepNote = async () => {
    if (await act({ kind: 'note', text: note.trim() })) setNote('');
  };
  return (
    <div class="alert-more">
      <fieldset class="switches" aria-label={words.t('alerts.silenceFor')}>
        <span class="small soft">{words.t('alerts.silenceFor')}</span>
        {silenceMinutes.map((minutes) => (
          <Button key={minutes} busy={busy} onClick={() => void act({ kind: 'silence', minutes })}>
            {words.t(`alerts.silence.${minutes}`)}
          </Button>
        ))}
      </fieldset>
      <TextField
        id={`note-${alert.id}`}
        label={words.t('alerts.noteLabel')}
        value={note}
        onChange={(text) => setNote(text.slice(0, noteCharactersMax))}
        lines={2}
      />
      <Button busy={busy || note.trim() === ''} icon="note" onClick={() => void keepNote()}>
        {words.t('alerts.noteAdd')}
      </Button>
    </div>
  );
}
