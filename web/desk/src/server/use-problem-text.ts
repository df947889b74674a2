import { useTranslation } from '@peal/i18n';
import { ProblemError } from '@peal/api-client';
import { notifications } from '@peal/ui';

/** The sentence to show for an error: the server's own where it sent one. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ProblemError)) return t('problem.internal');
    const { detail, title, code } = error.problem;
    if (detail || title) return detail || title;
    return code === 'unreachable' ? t('problem.unreachable') : t('problem.internal');
  };
}

/** Shows an error in the corner; for actions whose place on the page is gone or small. */
export function useShowProblem(): (error: unknown) => void {
  const text = useProblemText();
  return (error) => notifications.show({ color: 'red', message: text(error), autoClose: 8000 });
}
