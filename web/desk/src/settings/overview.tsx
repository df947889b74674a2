import type { ReactNode } from 'react';
import { languageName, useTranslated, useTranslation } from '@peal/i18n';
import type { Settings } from '@peal/api-client';
import { ColumnHeads, Panel, PanelTitle, Table } from '@peal/ui';
import classes from './overview.module.css';

/** What the centre is set to, as tables to read. */
export function Overview({ settings }: { settings: Settings }) {
  const { t, i18n } = useTranslation();
  const translated = useTranslated();
  const skill = (id: string): string => translated(settings.skills.find((one) => one.id === id)?.name);
  const flow = (id: string): string => translated(settings.flows.find((one) => one.id === id)?.name);
  return (
    <div className={classes.overview}>
      <Section
        title={t('settings.section.queues')}
        columns={[t('settings.column.name'), t('settings.column.skills'), t('settings.column.strategy'), t('settings.column.serviceLevel'), t('settings.column.ring'), t('settings.column.wrapUp'), t('settings.column.record')]}
        rows={settings.queues.map((queue) => [
          <b>{translated(queue.name)}</b>,
          queue.skills.map((one) => `${skill(one.skill)} ≥ ${one.least}`).join(t('common.listComma')) || '–',
          t(`settings.strategy.${queue.strategy}`),
          t('common.seconds', { count: queue.serviceLevelSeconds }),
          t('common.seconds', { count: queue.offerTimeoutSeconds }),
          t(`settings.wrapUpPolicy.${queue.wrapUpPolicy}`, { seconds: queue.wrapUpSeconds }),
          queue.record ? t('common.yes') : t('common.no'),
        ])}
      />
      <Section
        title={t('settings.section.agents')}
        columns={[t('settings.column.name'), t('settings.column.number'), t('settings.column.device'), t('settings.column.skills'), t('settings.column.language')]}
        rows={settings.agents.map((agent) => [
          <b>{agent.name}</b>,
          agent.number || '–',
          t(`settings.device.${agent.device}`),
          agent.skills.map((one) => `${skill(one.skill)} ${one.proficiency}`).join(t('common.listComma')) || '–',
          languageName(agent.language, i18n.language),
        ])}
      />
      <div className={classes.pair}>
        <Section
          title={t('settings.section.numbers')}
          columns={[t('settings.column.number'), t('settings.column.name'), t('settings.column.flow'), t('settings.column.language')]}
          rows={settings.numbers.map((number) => [<b>{number.digits}</b>, translated(number.name), flow(number.flow), languageName(number.language, i18n.language)])}
        />
        <Section
          title={t('settings.section.flows')}
          columns={[t('settings.column.name'), t('settings.column.version'), t('settings.column.steps')]}
          rows={settings.flows.map((one) => [<b>{translated(one.name)}</b>, one.version, one.nodes.length])}
        />
      </div>
      <Panel>
        <PanelTitle>{t('settings.section.names')}</PanelTitle>
        <div className={classes.names}>
          <Names title={t('settings.section.skills')} names={settings.skills.map((one) => translated(one.name))} />
          <Names title={t('settings.section.reasons')} names={settings.reasons.map((one) => translated(one.name))} />
          <Names title={t('settings.section.dispositions')} names={settings.dispositions.map((one) => translated(one.name))} />
          <Names title={t('settings.section.origins')} names={settings.allowedOrigins} />
        </div>
      </Panel>
    </div>
  );
}

function Section({ title, columns, rows }: { title: string; columns: string[]; rows: ReactNode[][] }) {
  const { t } = useTranslation();
  return (
    <Panel>
      <PanelTitle side={rows.length}>{title}</PanelTitle>
      {rows.length === 0 ? <p className={classes.none}>{t('settings.none')}</p> : (
        <Table className={classes.table}>
          <ColumnHeads titles={columns} />
          <Table.Tbody>
            {rows.map((cells, i) => (
              <Table.Tr key={i}>
                {cells.map((cell, j) => (
                  <Table.Td key={j}>{cell}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

function Names({ title, names }: { title: string; names: string[] }) {
  const { t } = useTranslation();
  return (
    <div>
      <h3>{title}</h3>
      <p>{names.join(t('common.listComma')) || t('settings.none')}</p>
    </div>
  );
}
