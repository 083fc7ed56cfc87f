import { render } from "preact";
import css from "./exercises.css?inline";
import { Keeper } from "./keeper";
import type { Exercises } from "./load";
import { Pages } from "./Pages";
import { wordsFor } from "./strings";

let sheet: CSSStyleSheet | undefined;

/** Adopted rather than written into the page, as a strict policy demands; once for each root. */
function adopt(root: Node): void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  if (root instanceof ShadowRoot && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

export const mount: Exercises["mount"] = (place, room) => {
  adopt(place.getRootNode());
  render(<Pages keeper={new Keeper(room.transport, room.storage)} room={room} words={wordsFor(room.lang)} />, place);
  return () => render(null, place);
};

export const send: Exercises["send"] = (transport, storage) => new Keeper(transport, storage).sendAll();
