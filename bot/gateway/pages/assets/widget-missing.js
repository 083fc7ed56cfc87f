// Served in place of the widget while it is not built: says so where it would stand.
for (const place of document.querySelectorAll("handrail-chat")) {
  const note = document.createElement("p");
  note.className = "missing";
  note.textContent = "The chat is not built yet. Start Handrail with: handrail up (which builds it), or run npm ci and npm run build in web/widget.";
  place.replaceChildren(note);
}
