import { useState, type FormEvent } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from '@peal/i18n';
import { demand } from '@peal/api-client';
import { Alert, Anchor, PasswordInput, ReasonedButton, Stack, TextInput } from '@peal/ui';
import { BellMark } from '../app/bell-mark';
import { LanguageSwitch, ThemeSwitch } from '../app/switches';
import { api, queryClient } from '../server/api';
import { useProblemText } from '../server/use-problem-text';
import classes from './sign-in-page.module.css';

export function SignInPage() {
  const { t } = useTranslation();
  const text = useProblemText();
  const navigate = useNavigate();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const demo = useQuery({
    queryKey: ['demo'],
    // A server that was not started with --demo answers 404: then nothing is offered.
    queryFn: () => demand(api.GET('/api/public/demo')).catch(() => null),
    staleTime: Infinity,
  });
  const signIn = useMutation({
    mutationFn: () => demand(api.POST('/api/sessions', { body: { user: user.trim(), password } })),
    onSuccess: async () => {
      queryClient.clear();
      await navigate({ to: '/' });
    },
    onError: () => setPassword(''),
  });
  const reason = user.trim() === '' ? t('session.needUser') : password === '' ? t('session.needPassword') : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!reason) signIn.mutate();
  };
  return (
    <main className={classes.page}>
      <div className={classes.switches}>
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <form className={classes.card} onSubmit={submit}>
        <div className={classes.head}>
          <BellMark size={44} />
          <div>
            <h1>{t('session.title')}</h1>
            <p>{t('session.lead')}</p>
          </div>
        </div>
        <Stack gap="md">
          <TextInput
            label={t('session.user')}
            size="md"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            data-autofocus
            autoFocus
            value={user}
            onChange={(event) => setUser(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('session.password')}
            size="md"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <div className={classes.fault} role="alert">
            {signIn.error ? (
              <Alert color="red" variant="light" p="xs">
                {text(signIn.error)}
              </Alert>
            ) : null}
          </div>
          <ReasonedButton type="submit" size="md" fullWidth loading={signIn.isPending} reason={reason}>
            {t('session.signIn')}
          </ReasonedButton>
        </Stack>
        {demo.data ? (
          <Anchor className={classes.demo} href="/demo/" target="_blank" size="sm">
            {t('session.customerPage')}
          </Anchor>
        ) : null}
      </form>
    </main>
  );
}
