/** Browser storage that may be switched off or full: then the console forgets, but works. */

function guarded<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch {
    return otherwise;
  }
}

export interface Store {
  read: (key: string) => string | null;
  write: (key: string, value: string | null) => void;
}

function storeOver(area: () => Storage): Store {
  return {
    read: (key) => guarded(() => area().getItem(`handrail.${key}`), null),
    write: (key, value) => {
      guarded(() => {
        if (value === null) area().removeItem(`handrail.${key}`);
        else area().setItem(`handrail.${key}`, value);
      }, undefined);
    },
  };
}

/** Choices of the person at this computer: sound, shortcuts. Never anything that a patient wrote. */
export const choices = storeOver(() => window.localStorage);

/** Drafts: they survive a reload, and go when the window is closed or the person logs out. */
export const drafts = storeOver(() => window.sessionStorage);

export function forgetDrafts(): void {
  guarded(() => {
    for (const key of Object.keys(window.sessionStorage)) {
      if (key.startsWith('handrail.draft.')) window.sessionStorage.removeItem(key);
    }
  }, undefined);
}
