// Shows /api/openapi.json. Everything is put in as text, never as HTML.
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};

const typeOf = (schema) => {
  if (!schema) return "";
  if (schema.$ref) return make("a", { href: `#schema-${schema.$ref.split("/").pop()}` }, schema.$ref.split("/").pop());
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) {
    const span = make("span");
    parts.forEach((part, index) => span.append(index ? " | " : "", typeOf(part)));
    return span;
  }
  if (schema.type === "array") return make("span", {}, "[", typeOf(schema.items), "]");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema.const);
  return schema.format ? `${schema.type} (${schema.format})` : (schema.type ?? "any");
};

const limitsOf = (schema) => {
  const words = { minLength: "at least", maxLength: "at most", minimum: "from", maximum: "to", pattern: "like", default: "default" };
  return Object.entries(words)
    .filter(([key]) => schema[key] !== undefined)
    .map(([key, word]) => `${word} ${JSON.stringify(schema[key])}`)
    .join(", ");
};

const fields = (rows) => {
  const table = make("table", {}, make("tr", {}, make("th", {}, "Field"), make("th", {}, "Type"), make("th", {}, "")));
  for (const [name, schema, required, text] of rows) {
    const note = [required ? "required" : "", limitsOf(schema), text ?? schema.description ?? ""].filter(Boolean).join("; ");
    table.append(make("tr", {}, make("td", {}, name), make("td", {}, typeOf(schema)), make("td", {}, note)));
  }
  return table;
};

const bodyOf = (content) => Object.entries(content ?? {}).map(([kind, media]) => make("p", {}, `${kind}: `, typeOf(media.schema)));

const operation = (path, method, spec) => {
  const details = make("details", { id: spec.operationId });
  details.append(
    make(
      "summary",
      {},
      make("span", { class: `method ${method}` }, method.toUpperCase()),
      make("span", { class: "path" }, path),
      make("span", { class: "summary" }, spec.summary ?? ""),
      make("span", { class: "badge" }, spec["x-permission"] ?? "public"),
    ),
  );
  const body = make("div", { class: "body" });
  if (spec.description) body.append(make("p", {}, spec.description));
  if (spec.parameters?.length) {
    body.append(make("h3", {}, "Parameters"));
    body.append(fields(spec.parameters.map((one) => [`${one.name} (${one.in})`, one.schema, one.required, one.description])));
  }
  if (spec.requestBody) body.append(make("h3", {}, "Body"), ...bodyOf(spec.requestBody.content));
  body.append(make("h3", {}, "Answers"));
  for (const [status, answer] of Object.entries(spec.responses)) {
    body.append(make("p", {}, `${status}: ${answer.description}`), ...bodyOf(answer.content));
  }
  details.append(body);
  details.dataset.words = [path, spec.summary, spec.description, spec["x-permission"]].join(" ").toLowerCase();
  return details;
};

const show = (description) => {
  const about = document.querySelector("#about");
  about.replaceChildren(`${description.info.title} ${description.info.version}. ${description.info.description} `);
  about.append(make("a", { href: "/api/openapi.json" }, "openapi.json"));
  const groups = new Map();
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, spec] of Object.entries(methods)) {
      const tag = spec.tags?.[0] ?? "other";
      if (!groups.has(tag)) groups.set(tag, make("section", {}, make("h2", {}, tag)));
      groups.get(tag).append(operation(path, method, spec));
    }
  }
  document.querySelector("#operations").replaceChildren(...groups.values());
  const schemas = document.querySelector("#schemas");
  schemas.replaceChildren(make("h2", {}, "shapes"));
  for (const [name, schema] of Object.entries(description.components.schemas)) {
    const details = make("details", { id: `schema-${name}` }, make("summary", {}, make("span", { class: "path" }, name)));
    const rows = Object.entries(schema.properties ?? {}).map(([field, part]) => [field, part, (schema.required ?? []).includes(field)]);
    const body = make("div", { class: "body" }, make("p", {}, schema.description ?? ""));
    body.append(rows.length ? fields(rows) : make("p", {}, typeOf(schema)));
    details.append(body);
    schemas.append(details);
  }
};

const open = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target) {
    target.open = true;
    target.scrollIntoView();
  }
};

document.querySelector("#find").addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  for (const one of document.querySelectorAll("#operations details")) one.hidden = !one.dataset.words.includes(wanted);
});
addEventListener("hashchange", open);

try {
  show(await (await fetch("/api/openapi.json")).json());
  open();
} catch {
  document.querySelector("#about").textContent = "The description could not be read. Reload to try again.";
}
