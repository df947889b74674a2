import { useTranslation } from '@peal/i18n';
import type { Step } from '@peal/api-client';
import { Table } from '@peal/ui';
import { useAgentNames, useDispositionNames, useQueueNames } from '../server/use-names';
import { useCauseText } from '../server/use-cause-text';
import { useTimes } from '../server/use-times';
import classes from './call-rows.module.css';

/** Every fact of the call in the order of the journal. */
export function StepTable({ steps, start }: { steps: Step[]; start: number }) {
  const { t } = useTranslation();
  const times = useTimes();
  const agentName = useAgentNames();
  const queueName = useQueueNames();
  const detailText = useStepDetail();
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('calls.stepColumn.time')}</Table.Th>
          <Table.Th className={classes.number}>{t('calls.stepColumn.after')}</Table.Th>
          <Table.Th>{t('calls.stepColumn.what')}</Table.Th>
          <Table.Th>{t('calls.stepColumn.who')}</Table.Th>
          <Table.Th w="40%">{t('calls.stepColumn.detail')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {steps.map((step, i) => (
          <Table.Tr key={`${step.position}-${i}`}>
            <Table.Td>{times.clock(step.at)}</Table.Td>
            <Table.Td className={classes.number}>+{((Date.parse(step.at) - start) / 1000).toFixed(2)}</Table.Td>
            <Table.Td>{t(`calls.step.${step.kind}`)}</Table.Td>
            <Table.Td>{[agentName(step.agent), queueName(step.queue)].filter(Boolean).join(' · ') || '–'}</Table.Td>
            <Table.Td>
              {step.node ? <code>{step.node}</code> : null} {detailText(step)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What a step says beyond its kind, in words where the detail is a word of ours. */
export function useStepDetail(): (step: Step) => string {
  const { t, i18n } = useTranslation();
  const dispositionName = useDispositionNames();
  const agentName = useAgentNames();
  const causeText = useCauseText();
  const word = (key: string, detail: string): string => (i18n.exists(key) ? String(i18n.t(key as never)) : detail);
  return (step) => {
    switch (step.kind) {
      case 'flow_step_taken':
        return word(`calls.by.${step.detail}`, step.detail);
      case 'contact_ended':
        return word(`calls.end.${step.detail}`, step.detail);
      case 'visit_ended':
        return word(`calls.visitEnd.${step.detail}`, step.detail);
      case 'offer_ended':
        return word(`calls.offerEnd.${step.detail}`, step.detail);
      case 'consult_ended':
        return word(`calls.consultEnd.${step.detail}`, step.detail);
      case 'contact_unparked':
        return word(`calls.parkEnd.${step.detail}`, step.detail);
      case 'transfer_ended':
        return word(`calls.offerEnd.${step.detail}`, step.detail);
      case 'consult_started':
        return agentName(step.detail) || step.detail;
      case 'contact_transferred': {
        const [, to = ''] = step.detail.split(': ');
        return agentName(to) || to;
      }
      case 'talk_ended':
        return word(`calls.handlingEnd.${step.detail}`, step.detail);
      case 'handling_ended':
        return dispositionName(step.detail) || step.detail;
      case 'position_announced':
        return t('board.place', { place: step.detail });
      case 'mute_changed':
      case 'wrap_up_started':
      case 'recording_ended':
        return word(`calls.word.${step.detail}`, causeText(step.detail));
      default:
        return causeText(step.detail);
    }
  };
}
