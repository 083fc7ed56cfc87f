import type { JSX } from "preact";

const ADDRESS = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/g;

/** A message's text as it was written: paragraphs, line breaks, and web addresses that can be followed. Never markup. */
export function Words({ text }: { text: string }): JSX.Element {
  return (
    <>
      {text.split(/\n{2,}/).map((paragraph, index) => (
        <p key={index}>
          {paragraph.split(ADDRESS).map((part, place) =>
            place % 2 === 1 ? (
              <a key={place} href={part} target="_blank" rel="noopener noreferrer">
                {part}
              </a>
            ) : (
              part
            ),
          )}
        </p>
      ))}
    </>
  );
}
