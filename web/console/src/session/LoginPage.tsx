import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { session as api } from '../api/endpoints';
import type { Me } from '../api/types';
import { strings } from '../strings';
import { ProblemLine } from '../ui/States';
import { usePageTitle } from '../ui/usePageTitle';
import styles from './login.module.css';

interface Props {
  ended: boolean;
  onLogin: (me: Me) => void;
}

export function LoginPage({ ended, onLogin }: Props) {
  usePageTitle(strings.login.title);
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  // There is nothing else to do on this page.
  useEffect(() => first.current?.focus(), []);
  const attempt = useMutation({ mutationFn: () => api.login(login.trim(), password), onSuccess: onLogin });

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const empty = !login.trim() || !password;
    setMissing(empty);
    if (!empty) attempt.mutate();
  };

  return (
    <main className={styles.page}>
      <div className={styles.box}>
        <p className={styles.brand}>
          <img src="/console/icon.svg" alt="" width={30} height={30} /> {strings.product}
        </p>
        <h1>{strings.login.title}</h1>
        <p className="quiet">{strings.login.lead}</p>
        <form onSubmit={submit} noValidate className={styles.form}>
          {ended ? <p role="status" className={styles.ended}>{strings.login.ended}</p> : null}
          <TextInput
            ref={first} label={strings.login.login} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} size="md"
            value={login} onChange={(event) => setLogin(event.currentTarget.value)} error={missing && !login.trim()}
          />
          <PasswordInput
            label={strings.login.password} name="password" autoComplete="current-password" size="md"
            value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={missing && !password}
          />
          {missing ? <p role="alert" className={styles.missing}>{strings.login.empty}</p> : null}
          {attempt.isError ? <ProblemLine error={attempt.error} /> : null}
          <Button type="submit" size="md" fullWidth loading={attempt.isPending}>{strings.login.submit}</Button>
        </form>
      </div>
    </main>
  );
}
