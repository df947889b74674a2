import { useTranslation } from '@peal/i18n';
import { Panel, PanelTitle } from '@peal/ui';
import { AgentPinFields } from '../pins/agent-pin-fields';
import { useMyPhone } from './use-my-phone';
import classes from './my-phone-page.module.css';

/** The PIN with which the agent sits down at a phone; it is never shown again. */
export function PinPanel() {
  const { t } = useTranslation();
  const { pin, setPin, removePin } = useMyPhone();
  const set = pin.data?.set === true;
  return (
    <Panel>
      <PanelTitle>{t('myPhone.pin')}</PanelTitle>
      <div className={classes.body}>
        <p className={classes.strong}>{set ? t('myPhone.pinSet') : t('myPhone.pinNotSet')}</p>
        <AgentPinFields set={setPin} remove={set ? removePin : undefined} />
      </div>
    </Panel>
  );
}
