import { useTranslation } from '@peal/i18n';
import { LoadingBox, Page, Panel } from '@peal/ui';
import { useMyAgent } from '../live/selectors';
import { useMe } from '../session/use-me';
import { ForwardingForm } from './forwarding-form';
import { PinPanel } from './pin-panel';
import { RulesForm } from './rules-form';
import { SeatPanel } from './seat-panel';
import classes from './my-phone-page.module.css';

/** An agent's own extension: where it rings, where its calls go, and when it does not ring. */
export function MyPhonePage() {
  const { t } = useTranslation();
  const me = useMe();
  const agent = useMyAgent(me.agent?.id);
  return (
    <Page title={t('myPhone.title')} lead={t('myPhone.lead')}>
      {agent ? (
        <div className={classes.panels}>
          <SeatPanel agent={agent} />
          <PinPanel />
          <ForwardingForm agent={agent} />
          <RulesForm agent={agent} />
        </div>
      ) : (
        <Panel>
          <LoadingBox height={200} />
        </Panel>
      )}
    </Page>
  );
}
