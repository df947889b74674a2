import { useTranslation, useTranslated } from '@peal/i18n';
import type { Trunk } from '@peal/api-client';
import { ActionIcon, Button, Elapsed, IconChevron, Menu, StateMark, Table, type Tone } from '@peal/ui';
import { useTimes } from '../server/use-times';
import classes from './trunks-page.module.css';

const tones: Record<Trunk['state'], Tone> = { up: 'ready', down: 'trouble', starting: 'away', unregistered: 'held' };

export interface TrunkActions {
  onTest: () => void;
  /** Undefined for those who may only look. */
  onChange: (() => void) | undefined;
  onRemove: (() => void) | undefined;
}

/** Everything about one trunk in one row; what is wrong stands in words. */
export function TrunkRow({ trunk, actions }: { trunk: Trunk; actions: TrunkActions }) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const calls = trunk.callsIn + trunk.callsOut;
  const pace = Math.max(trunk.newCallsIn, trunk.newCallsOut);
  return (
    <Table.Tr>
      <Table.Td>
        <div className={classes.name}>{translated(trunk.name) || <code>{trunk.key}</code>}</div>
        <div className={classes.soft}>
          {trunk.transportInUse === 'auto' ? null : trunk.transportInUse.toUpperCase()} {trunk.address}
          <Targets trunk={trunk} />
          {trunk.srtp !== 'off' ? <div>{t(`trunks.srtp.${trunk.srtp}`)}</div> : null}
          {trunk.numbers.length > 0 ? <div>{t('trunks.numbers', { list: trunk.numbers.join(', ') })}</div> : null}
        </div>
      </Table.Td>
      <Table.Td>
        <StateMark tone={tones[trunk.state]}>{t(`trunks.state.${trunk.state}`)}</StateMark>
        <Registration trunk={trunk} />
      </Table.Td>
      <Table.Td>{trunk.since ? <Elapsed since={Date.parse(trunk.since)} /> : null}</Table.Td>
      <Table.Td>
        <div>{trunk.channels > 0 ? t('trunks.callsOf', { calls, channels: trunk.channels }) : calls}</div>
        <div className={classes.together}>{t('trunks.inOut', { in: trunk.callsIn, out: trunk.callsOut })}</div>
      </Table.Td>
      <Table.Td>{trunk.callsPerSecond > 0 ? t('trunks.paceOf', { pace, most: trunk.callsPerSecond }) : pace}</Table.Td>
      <Table.Td>{t('trunks.share', { priority: trunk.priority, weight: trunk.weight })}</Table.Td>
      <Table.Td className={classes.together}>{t('trunks.refusedOf', { channels: trunk.refusedChannels, pace: trunk.refusedPace })}</Table.Td>
      <Table.Td>
        <Problems trunk={trunk} />
      </Table.Td>
      <Table.Td className={classes.action}>
        <div className={classes.buttons}>
          <Button size="compact-sm" variant="default" onClick={actions.onTest}>
            {t('trunks.test')}
          </Button>
          {actions.onChange && actions.onRemove ? (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon size={26} variant="default" aria-label={t('entries.moreOf', { name: translated(trunk.name) || trunk.key })}>
                  <IconChevron size={14} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={actions.onChange}>{t('entries.changeButton')}</Menu.Item>
                <Menu.Item color="red" onClick={actions.onRemove}>
                  {t('entries.remove')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          ) : null}
        </div>
      </Table.Td>
    </Table.Tr>
  );
}

/** Where its name leads; nothing to tell of a plain address that lives. */
function Targets({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  const plain = trunk.targets.length < 2 && trunk.targets.every((target) => trunk.address.startsWith(target.address.slice(0, target.address.lastIndexOf(':'))));
  if (plain) return null;
  return (
    <ul className={classes.targets} aria-label={t('trunks.targets')}>
      {trunk.targets.map((target) => (
        <li key={target.address}>
          {t('trunks.targets')} {target.address}
          {target.failing ? <span className={classes.trouble}> {t('trunks.failing')}</span> : null}
        </li>
      ))}
    </ul>
  );
}

function Registration({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  const times = useTimes();
  if (!trunk.registers) return <div className={classes.soft}>{trunk.peer === '' ? t('trunks.unknownAddress') : t('trunks.notRegistering')}</div>;
  if (!trunk.registeredUntil) return null;
  return <div className={classes.soft}>{t('trunks.registeredUntil', { time: times.clock(trunk.registeredUntil) })}</div>;
}

function Problems({ trunk }: { trunk: Trunk }) {
  const { t } = useTranslation();
  const times = useTimes();
  const none = !trunk.problem && !trunk.lastCallProblem && trunk.failedOver === 0;
  if (none) return <span className={classes.soft}>{t('trunks.fine')}</span>;
  return (
    <div className={classes.problem}>
      {trunk.problem ? <div className={classes.trouble}>{trunk.problem.text}</div> : null}
      {trunk.lastCallProblem ? (
        <div>{t('trunks.lastCall', { time: times.full(trunk.lastCallProblem.at), text: trunk.lastCallProblem.text })}</div>
      ) : null}
      {trunk.failedOver > 0 ? <div className={classes.soft}>{t('trunks.failedOver', { count: trunk.failedOver })}</div> : null}
    </div>
  );
}
