import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from '@peal/i18n';
import { Button, EmptyState, IconAlert } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';

/** What stands in place of a page that could not be loaded. */
export function RouteFault({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const router = useRouter();
  return (
    <EmptyState icon={<IconAlert size={36} />} title={t('problem.page')}>
      <p>{text(error)}</p>
      <Button
        variant="default"
        onClick={() => {
          reset();
          void router.invalidate();
        }}
      >
        {t('common.tryAgain')}
      </Button>
    </EmptyState>
  );
}
