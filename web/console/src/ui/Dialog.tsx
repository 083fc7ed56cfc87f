import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../strings';
import styles from './dialog.module.css';

/**
 * A dialog. Its head is no <header>, which would count as a second banner of the page; and the library's scroll lock is
 * off, since it adds a <style> element, which the page's policy refuses.
 */
export function Dialog({ opened, onClose, title, size = 'md', children }: {
  opened: boolean;
  onClose: () => void;
  title: string;
  size?: 'md' | 'lg';
  children: ReactNode;
}) {
  return (
    <Modal.Root classNames={{ content: styles.content ?? '' }} opened={opened} onClose={onClose} size={size} centered lockScroll={false} padding="lg">
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content>
        <div className={styles.head}>
          <Modal.Title className={styles.title ?? ''}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={strings.close} size="lg" />
        </div>
        <Modal.Body pt={6}>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
