import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { strings } from '../strings';

/** A value to hand on, with a button that copies it. Without a secure context it is marked, to be copied by hand. */
export function CopyField({ label, value, copyLabel, className }: { label: string; value: string; copyLabel: string; className?: string | undefined }) {
  const [copied, setCopied] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      input.current?.select();
    }
  };
  return (
    <div style={{ display: 'flex', gap: 8, alignItems: 'flex-end' }}>
      <TextInput ref={input} label={label} value={value} readOnly style={{ flex: 1 }} classNames={{ input: className ?? '' }} onFocus={(event) => event.currentTarget.select()} />
      <Button variant="default" onClick={copy} aria-label={copyLabel} leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}>
        {copied ? strings.copied : strings.copy}
      </Button>
    </div>
  );
}
