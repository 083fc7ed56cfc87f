/** Characters of one line, of a text, and of a line of a list; as the gateway takes them. */
export const LONGEST = { text: 200, long: 700, list: 100 };
