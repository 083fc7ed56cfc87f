import { useEffect } from 'react';
import { strings } from '../strings';

let page = '';
let waiting = 0;

function write(): void {
  document.title = `${waiting ? `(${waiting}) ` : ''}${page ? `${page} · ` : ''}${strings.product}`;
}

export function usePageTitle(title: string): void {
  useEffect(() => {
    page = title;
    write();
  }, [title]);
}

/** Shows how many cases wait for somebody, whichever page is open. */
export function useTitleCount(count: number): void {
  useEffect(() => {
    waiting = count;
    write();
    return () => {
      waiting = 0;
      write();
    };
  }, [count]);
}
