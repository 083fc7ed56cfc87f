import { HandrailChat } from "./element";

// A page that includes the script twice is not an error worth a patient's chat.
if (!customElements.get("handrail-chat")) customElements.define("handrail-chat", HandrailChat);
