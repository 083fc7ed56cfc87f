import type { Words } from "./strings";
import type { Field, Form, Value, Values } from "./types";

/** What is wrong, by the names of the fields; empty when all can be kept. The gateway looks again. */
export function check(form: Form, values: Values, words: Words): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of form.fields) {
    const wrong = wrongWith(field, values[field.name], words);
    if (wrong) found[field.name] = wrong;
  }
  return found;
}

function wrongWith(field: Field, value: Value | undefined, words: Words): string {
  if (isEmpty(value)) return field.optional ? "" : field.kind === "minutes" || field.kind === "count" ? words.number(field.low, field.high) : words.needed;
  if (typeof value === "number" && (value < field.low || value > field.high)) return words.number(field.low, field.high);
  return "";
}

export const isEmpty = (value: Value | undefined): boolean => value === undefined || (typeof value === "string" ? !value.trim() : Array.isArray(value) && !value.some((line) => line.trim()));

/** What is sent: nothing that is empty. */
export const filled = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => !isEmpty(value))
      .map(([name, value]) => [name, Array.isArray(value) ? value.filter((line) => line.trim()) : value]),
  );

/** Values to begin with: a day is mostly today. */
export function firstValues(form: Form, today: Date): Values {
  const local = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  return Object.fromEntries(form.fields.filter(({ kind }) => kind === "day").map(({ name }) => [name, local]));
}


