import type { JSX } from "preact";

function Icon({ children, size = 24 }: { children: JSX.Element | JSX.Element[]; size?: number }): JSX.Element {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** Our mark: a rail along rising steps. */
export const Rail = ({ size }: { size?: number }): JSX.Element => (
  <Icon size={size ?? 24}>
    <path d="M3 12.5 L20 4" stroke-width="2.6" />
    <path d="M6 11v8M12 8v11M18 5v14" stroke-width="1.6" />
    <path d="M2.5 20h19" stroke-width="1.6" />
  </Icon>
);

export const Lifebuoy = (): JSX.Element => (
  <Icon size={20}>
    <circle cx="12" cy="12" r="9" />
    <circle cx="12" cy="12" r="3.6" />
    <path d="m5.7 5.7 3.7 3.7M14.6 14.6l3.7 3.7M18.3 5.7l-3.7 3.7M9.4 14.6l-3.7 3.7" />
  </Icon>
);

export const Steps = (): JSX.Element => (
  <Icon size={20}>
    <path d="M9.5 6H20M9.5 12H20M9.5 18H20M3.5 6l1.2 1.2L7 4.8M3.5 12l1.2 1.2L7 10.8M3.5 18l1.2 1.2L7 16.8" />
  </Icon>
);

export const Dots = (): JSX.Element => (
  <Icon>
    <circle cx="5" cy="12" r="1.3" fill="currentColor" />
    <circle cx="12" cy="12" r="1.3" fill="currentColor" />
    <circle cx="19" cy="12" r="1.3" fill="currentColor" />
  </Icon>
);

export const Cross = (): JSX.Element => (
  <Icon>
    <path d="M6 6l12 12M18 6 6 18" />
  </Icon>
);

export const Speech = (): JSX.Element => (
  <Icon size={28}>
    <path d="M20 11.5a7.5 7.5 0 0 1-7.5 7.5c-1.3 0-2.6-.3-3.7-.9L4 20l1.6-4.3A7.5 7.5 0 1 1 20 11.5Z" />
    <path d="M9 11.5h7M9 8.5h4" />
  </Icon>
);

export const Arrow = (): JSX.Element => (
  <Icon>
    <path d="M4 12 20 4l-5 16-3.5-6.5L4 12Z" />
  </Icon>
);

export const Down = (): JSX.Element => (
  <Icon size={20}>
    <path d="M12 5v14M6 13l6 6 6-6" />
  </Icon>
);

export const Check = ({ twice = false }: { twice?: boolean }): JSX.Element => (
  <Icon size={18}>
    <path d={twice ? "m2 13 4.5 4.5L16 7M11.5 16.5l1 1L22 7" : "m5 13 4.5 4.5L19 7"} />
  </Icon>
);

export const Clock = (): JSX.Element => (
  <Icon size={18}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </Icon>
);

export const Phone = (): JSX.Element => (
  <Icon size={20}>
    <path d="M6.5 3.5h3l1.6 4.2-2 1.6a12 12 0 0 0 5.6 5.6l1.6-2 4.2 1.6v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2Z" />
  </Icon>
);

export const Heart = (): JSX.Element => (
  <Icon size={20}>
    <path d="M12 20S4 15.2 4 9.4A4.4 4.4 0 0 1 12 7a4.4 4.4 0 0 1 8 2.4C20 15.2 12 20 12 20Z" />
  </Icon>
);

/** Mouths of the faces by which content names a choice's icon. */
const MOUTHS: Record<string, string> = {
  "very-low": "M7.8 16.8c1-2.1 2.5-3.1 4.2-3.1s3.2 1 4.2 3.1",
  low: "M8.3 16c1.1-1.1 2.3-1.6 3.7-1.6s2.6.5 3.7 1.6",
  middle: "M8.5 15.2h7",
  good: "M8.3 14.2c1.1 1.3 2.3 1.9 3.7 1.9s2.6-.6 3.7-1.9",
  "very-good": "M7.4 13.3c1 2.6 2.7 3.8 4.6 3.8s3.6-1.2 4.6-3.8Z",
};

/** A choice's icon: a face by its name, or a sign that is its own picture. A name that nobody knows shows nothing. */
export function ChoiceIcon({ name }: { name: string }): JSX.Element | null {
  const mouth = MOUTHS[name];
  if (!mouth) return /^[\x20-\x7e]*$/.test(name) ? null : <span aria-hidden="true">{name}</span>;
  return (
    <Icon size={28}>
      <circle cx="12" cy="12" r="9.5" stroke-width="1.7" />
      <path d="M8.8 9.4v.6M15.2 9.4v.6" stroke-width="2.4" />
      <path d={mouth} stroke-width="1.7" />
    </Icon>
  );
}

export const NoLine = (): JSX.Element => (
  <Icon size={20}>
    <path d="M4 4l16 16M8.5 16a5 5 0 0 1 7 0M5 12.5a10 10 0 0 1 14 0" />
  </Icon>
);
